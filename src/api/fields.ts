import { z } from 'zod';
import { dateText } from '../services/core/calendar.js';
import { CURSOR_SENTENCE, LIMIT_SENTENCE } from '../services/core/fields.js';

/** The building blocks of what is read from and written to the wire; the rules themselves are the services'. */

export const pageQuery = z.object({
  limit: z.coerce
    .number(LIMIT_SENTENCE)
    .int(LIMIT_SENTENCE)
    .min(1, LIMIT_SENTENCE)
    .max(200, LIMIT_SENTENCE)
    .default(50)
    .meta({
      description: 'Rows on a page, at most 200.',
      example: 50,
    }),
  cursor: z
    .string(CURSOR_SENTENCE)
    .regex(/^[1-9]\d{0,9}$/, CURSOR_SENTENCE)
    .optional()
    .meta({ description: 'next_cursor of the page before.', example: '120' }),
});

const MAX_ID = 2_147_483_647;

/** In an address. What is no id leads nowhere: the router answers it like one that does not exist. */
export const pathId = z
  .string()
  .regex(/^[1-9]\d{0,9}$/)
  .transform(Number)
  .pipe(z.int().max(MAX_ID))
  .meta({
    description: 'Its id.',
    example: 123,
    override: { type: 'integer', minimum: 1, maximum: MAX_ID, pattern: undefined },
  });

/** In a body: forms can only send text. */
export const bodyId = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ],
    'Please give a whole number above zero.',
  )
  .pipe(
    z
      .int('Please give a whole number above zero.')
      .positive('Please give a whole number above zero.')
      .max(MAX_ID, 'There is no such id.'),
  )
  .meta({ override: { type: 'integer', minimum: 1, maximum: MAX_ID, anyOf: undefined } });

/** A whole number in a body, as text from a form; what it must be else, the services say. */
export function bodyInteger(sentence: string) {
  const typed = z
    .string()
    .regex(/^-?\d{1,10}$/)
    .transform(Number);
  return z
    .union([z.number(), typed], sentence)
    .pipe(z.int(sentence))
    .meta({ override: { type: 'integer', anyOf: undefined } });
}

/** Yes or no in a body, as text from a form. */
export const bodyFlag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], 'Please send true or false.')
  .meta({ override: { type: 'boolean', anyOf: undefined } });

/** A moment on the wire: ISO 8601 in UTC. */
export const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())
  .meta({ example: '2025-12-08T10:30:00.000Z' });

/** A day of the calendar, without a time: "2026-01-31". */
export const day = z
  .union([z.date().transform(dateText), z.string()])
  .pipe(z.iso.date())
  .meta({ example: '2026-01-31' });

/** The same in a body; the services say what is no day. */
export const bodyDay = z.string('Please give a date.').meta({ format: 'date', example: '2026-01-31' });

export const money = z.string().meta({
  description: 'A decimal as text, with exactly the decimals of its currency.',
  example: '29.00',
});

export const currencyCode = z.string().meta({ description: 'ISO 4217, three letters.', example: 'USD' });

/** The service decides what is valid; NUL and half characters never reach it. */
export const secret = z.string('Please send text.').max(200, 'Please use at most 200 characters.');

export const tokenPair = {
  access: z.string().meta({ description: 'For 15 minutes: "Authorization: Bearer …".' }),
  refresh: z.string().meta({ description: 'For 30 days, once: see /auth/refresh.' }),
};

/** Data of an answer that has nothing more to say. */
export const nothing = z.object({});
