import { z } from 'zod';
import { dateOf, dateText } from './calendar.js';
import { Money } from './money.js';
import { speakPlainly } from './plain-errors.js';

speakPlainly();

/** The building blocks of inputs: every text is trimmed, bounded and free of characters PostgreSQL cannot keep. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const NOT_PLAIN = 'Please remove the invisible control characters.';
/** Half a character, which no database keeps and no page shows. */
const LONE_SURROGATE = /\p{Surrogate}/u;

export function text(max: number, missing = 'Please fill this in.') {
  return z
    .string({ error: ({ input }) => (input === undefined ? missing : 'Please enter text.') })
    .trim()
    .max(max, `Please use at most ${max} characters.`)
    .refine((value) => !CONTROL_CHARACTERS.test(value) && !LONE_SURROGATE.test(value), NOT_PLAIN);
}

const LINE_BREAKS = /[\r\n\t\u0085\u2028\u2029]/;
/** These turn around what stands behind them, in whichever sentence a name is put. */
const TURNED_AROUND = /[\u202a-\u202e\u2066-\u2069]/;
/** The fillers of Hangul and Braille are letters and signs by their class, and blank. */
const VISIBLE = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * One line: a line break would forge a second one in a list or a header. Invisible characters alone are nothing: as a name
 * they would show nothing on a list, or under a contract.
 */
export function line(max: number, missing?: string) {
  return text(max, missing)
    .overwrite((value) => (VISIBLE.test(value) ? value : ''))
    .refine((value) => !LINE_BREAKS.test(value), 'Please write this on one line.')
    .refine((value) => !TURNED_AROUND.test(value), NOT_PLAIN);
}

export function requiredLine(max: number, message: string) {
  return line(max, message).min(1, message);
}

const LARGEST_ID = 2_147_483_647;

export const id = z
  .int('Please give a whole number.')
  .positive('Please give a whole number above zero.')
  .max(LARGEST_ID, 'There is no row with such a number.');

/** Ids as a long selection names them: one that no row can have is missing, and no reason to refuse the others. */
export const requestedIds = z
  .array(
    z.int('Please give whole numbers as ids.').positive('Please give ids above zero.'),
    'Please select at least one row.',
  )
  .min(1, 'Please select at least one row.')
  .transform((list) => {
    const wanted = [...new Set(list)].sort((a, b) => a - b);
    return {
      possible: wanted.filter((one) => one <= LARGEST_ID),
      impossible: wanted.filter((one) => one > LARGEST_ID),
    };
  });

/** Ids of one action, each once, in rising order: the order in which rows are locked. */
export const ids = z
  .array(id)
  .min(1, 'Please select at least one row.')
  .transform((list) => [...new Set(list)].sort((a, b) => a - b));

export const email = z
  .string('Please enter an e-mail address.')
  .trim()
  .toLowerCase()
  .max(254, 'Please use at most 254 characters.')
  .pipe(z.email('Please enter an e-mail address like name@company.com.'));

export const newPassword = z
  .string('Please choose a password.')
  .min(8, 'Please use at least 8 characters.')
  .max(200, 'Please use at most 200 characters.');

const NO_REASON = 'Please give a reason of at least 3 characters.';
export const reason = text(500, NO_REASON).min(3, NO_REASON);
export const note = text(2_000).default('');

/** A decimal as people and programs write it: no sign, no exponent, at most 14 digits before the point. */
export const amount = z
  .string('Please enter the amount as text, like "29.00".')
  .trim()
  .regex(/^\d{1,14}(\.\d{1,4})?$/, 'Please enter an amount like 29.00.')
  .transform((value) => new Money(value));

export const currency = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'Please give the three letters of the currency, like USD.');

export const country = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^([A-Z]{2})?$/, 'Please choose a country from the list.');

export const PAYMENT_METHODS = [
  'stripe',
  'paypal',
  'bank_transfer',
  'local_wallet',
  'cash',
  'cheque',
  'other',
] as const;
export const calendarDate = z
  .string('Please give a date.')
  .trim()
  // What is no date goes no further: a moment or a date in words can be parsed, and is no day all the same.
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'Please give a date like 2026-01-31.', abort: true })
  .refine((value) => !Number.isNaN(Date.parse(value)) && dateText(dateOf(value)) === value, 'There is no such day.')
  .transform(dateOf)
  .refine((date) => date.getUTCFullYear() >= 2000 && date.getUTCFullYear() < 2200, 'Please give a year from 2000 on.');

/** A share of a hundred, with at most two decimals. */
export const percent = z
  .string('Please enter the percentage as text, like "10".')
  .trim()
  .regex(/^\d{1,3}(\.\d{1,2})?$/, 'Please enter a percentage like 10 or 12.5.')
  .transform((value) => new Money(value))
  .refine((value) => value.lte(100), 'Please enter at most 100.');

/** Empty, or an address for a browser. */
export const webAddress = line(500).refine(
  (value) => value === '' || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  'Please give an address that starts with https://.',
);

/** How many people work for a company; empty when it does not say. */
export const COMPANY_SIZES = ['', '1', '2-10', '11-50', '51-200', '201-1000', '1001+'] as const;
export const companySize = z.enum(COMPANY_SIZES, 'Please choose one of the sizes offered.');

export const paymentMethod = z.enum(PAYMENT_METHODS, 'Please choose one of the payment methods offered.');

export const billing = z.object({
  email: z.union([z.literal(''), email]).default(''),
  addressLine1: line(255).default(''),
  addressLine2: line(255).default(''),
  city: line(100).default(''),
  state: line(100).default(''),
  postalCode: line(20).default(''),
  country: country.default(''),
  taxId: line(100).default(''),
});

export type Billing = z.output<typeof billing>;

export const LIMIT_SENTENCE = 'Please ask for 1 to 200 rows.';
export const CURSOR_SENTENCE = 'Please send the next_cursor of the page before, as it was answered.';

/** Lists: at most 200 rows a page; the cursor is the last id seen, as the page before answered it. */
export const page = z.object({
  limit: z.coerce
    .number(LIMIT_SENTENCE)
    .int(LIMIT_SENTENCE)
    .min(1, LIMIT_SENTENCE)
    .max(200, LIMIT_SENTENCE)
    .default(50),
  cursor: z.coerce
    .number(CURSOR_SENTENCE)
    .int(CURSOR_SENTENCE)
    .positive(CURSOR_SENTENCE)
    .max(2_147_483_647, CURSOR_SENTENCE)
    .optional(),
});

export interface Page<Row> {
  rows: Row[];
  nextCursor: number | null;
}

/** Cuts the one row too many that tells whether a next page exists. */
export function pageOf<Row extends { id: number }>(rows: Row[], limit: number): Page<Row> {
  const shown = rows.slice(0, limit);
  return { rows: shown, nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
