import { z } from 'zod';
import * as fields from '../core/fields.js';
import { Money } from '../core/money.js';

/** The price list of C45: the whole amount over three months. */
export const ITEM_TYPES = {
  training_independent: { description: 'Training, independent developer', amount: '5000.00', months: 3 },
  training_agency: { description: 'Training, agency developer', amount: '2500.00', months: 3 },
  custom: { description: '', amount: '', months: 1 },
} as const;

export const contractType = z.enum(['onboarding', 'engagement', 'maintenance'], 'Please choose the kind of contract.');
const itemType = z.enum(['training_independent', 'training_agency', 'custom'], 'Please choose what is sold.');
const frequency = z.enum(['monthly', 'quarterly', 'custom'], 'Please choose how often invoices are issued.');

const FREQUENCY_MONTHS = { monthly: 1, quarterly: 3, custom: null } as const;

export const lineItem = z
  .object({
    itemType,
    description: fields.line(500).default(''),
    /** Of the whole span; the price list's when left out. */
    amount: z.union([z.literal('').transform(() => undefined), fields.amount]).optional(),
    billingPeriodMonths: z
      .int('Please give whole months.')
      .min(1, 'Please give 1 to 12 months.')
      .max(12, 'Please give 1 to 12 months.')
      .optional(),
    /** The contract's first day when left out. */
    startDate: fields.calendarDate.optional(),
    /** For a recurring item: the last day on which a month may begin. */
    endDate: fields.calendarDate.nullish(),
    isRecurring: z.boolean().default(false),
    continuesId: fields.id.nullish(),
  })
  .transform((item, ctx) => {
    const listed = ITEM_TYPES[item.itemType];
    const amount = item.amount ?? (listed.amount === '' ? undefined : new Money(listed.amount));
    const description = item.description === '' ? listed.description : item.description;
    if (amount === undefined || amount.isZero()) {
      ctx.addIssue({ code: 'custom', path: ['amount'], message: 'Please enter an amount above zero.' });
      return z.NEVER;
    }
    if (description === '') {
      ctx.addIssue({ code: 'custom', path: ['description'], message: 'Please say what is sold.' });
      return z.NEVER;
    }
    const endDate = item.endDate ?? null;
    if (endDate !== null && !item.isRecurring) {
      ctx.addIssue({ code: 'custom', path: ['endDate'], message: 'Only a recurring item has an end of its own.' });
      return z.NEVER;
    }
    return {
      ...item,
      description,
      amount,
      endDate,
      continuesId: item.continuesId ?? null,
      billingPeriodMonths: item.billingPeriodMonths ?? listed.months,
    };
  });

export type LineItem = z.output<typeof lineItem>;

/** Everything about one version that people agree on. */
export const contractTerms = z
  .object({
    templateId: fields.id.nullish(),
    body: fields.text(100_000).min(1, 'Please write the text of the contract.'),
    fieldValues: z.record(z.string().max(64), fields.text(10_000)).default({}),
    startDate: fields.calendarDate,
    endDate: fields.calendarDate,
    frequency: frequency.default('monthly'),
    intervalMonths: z.int().min(1, 'Please give 1 to 24 months.').max(24, 'Please give 1 to 24 months.').optional(),
    discountPercent: fields.percent.optional(),
    effectiveFrom: fields.calendarDate.nullish(),
    items: z.array(lineItem).max(100, 'Please use at most 100 line items.').default([]),
    signers: z
      .array(z.union([z.object({ userId: fields.id }), z.object({ staffUserId: fields.id })]))
      .max(20, 'Please name at most 20 signers.')
      .default([]),
  })
  .refine(({ startDate, endDate }) => startDate <= endDate, {
    path: ['endDate'],
    message: 'The end must not be before the start.',
  })
  .transform((terms) => ({
    ...terms,
    templateId: terms.templateId ?? null,
    effectiveFrom: terms.effectiveFrom ?? null,
    intervalMonths: FREQUENCY_MONTHS[terms.frequency] ?? terms.intervalMonths ?? longestSpan(terms.items),
    items: terms.items.map((item) => ({ ...item, startDate: item.startDate ?? terms.startDate })),
  }));

export type ContractTerms = z.output<typeof contractTerms>;

function longestSpan(items: LineItem[]): number {
  return Math.max(1, ...items.map(({ billingPeriodMonths }) => billingPeriodMonths));
}
