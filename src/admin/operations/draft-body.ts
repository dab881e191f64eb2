import { z } from 'zod';
import { contractType } from '../../services/contracts/contract-terms.js';
import { Refusal } from '../../services/core/errors.js';
import { parse } from '../../services/core/operation.js';
import type { Body } from '../wire-body.js';

const words = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? '');
const filled = words.transform((value) => value.trim() || undefined);
/** What is not a number stays wrong, so that the operation says so at its field. */
const whole = filled.transform((value) => (value === undefined ? undefined : Number(value)));
const yes = z.union([z.boolean(), z.enum(['true', 'false', '']).transform((value) => value === 'true')]).default(false);

const item = z.object({
  item_type: z.enum(['training_independent', 'training_agency', 'custom'], 'Please choose what is sold.'),
  description: words,
  amount: filled,
  billing_period_months: whole,
  start_date: filled,
  end_date: filled,
  is_recurring: yes,
  continues_id: whole,
});

const signer = z.union([z.object({ user_id: z.coerce.number() }), z.object({ staff_user_id: z.coerce.number() })]);

const draft = z.object({
  account_id: whole,
  contract_type: contractType.default('engagement'),
  title: words,
  currency: words,
  template_id: whole,
  body: words,
  field_values: z.record(z.string(), words).default({}),
  start_date: words,
  end_date: words,
  frequency: z
    .enum(['monthly', 'quarterly', 'custom'], 'Please choose how often invoices are issued.')
    .default('monthly'),
  interval_months: whole,
  discount_percent: filled,
  effective_from: filled,
  items: z.array(item).default([]),
  signers: z.array(signer).default([]),
});

/** The form of the contract editor, as the operations want it. */
export function draftOf(body: Body) {
  const entered = parse(draft, body.fields);
  return {
    accountId: entered.account_id ?? Number.NaN,
    contractType: entered.contract_type,
    title: entered.title,
    currency: entered.currency,
    terms: {
      templateId: entered.template_id ?? null,
      body: entered.body,
      fieldValues: entered.field_values,
      startDate: entered.start_date,
      endDate: entered.end_date,
      frequency: entered.frequency,
      ...(entered.frequency === 'custom' ? { intervalMonths: entered.interval_months } : {}),
      discountPercent: entered.discount_percent,
      effectiveFrom: entered.effective_from ?? null,
      items: entered.items.map(lineItemOf),
      signers: entered.signers.map((one) =>
        'user_id' in one ? { userId: one.user_id } : { staffUserId: one.staff_user_id },
      ),
    },
  };
}

function lineItemOf(entered: z.output<typeof item>) {
  return {
    itemType: entered.item_type,
    description: entered.description,
    amount: entered.amount,
    billingPeriodMonths: entered.billing_period_months,
    startDate: entered.start_date,
    endDate: entered.end_date ?? null,
    isRecurring: entered.is_recurring,
    continuesId: entered.continues_id ?? null,
  };
}

/** One line item, as the dialog for it asks: always a new one. */
export function itemOf(body: Body) {
  return lineItemOf({ ...parse(item.omit({ continues_id: true }), body.fields), continues_id: undefined });
}

/** Terms are flat in the form: what is said of "terms.items.0.amount" belongs to "items.0.amount". */
export async function atTheForm<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.kind, error.code, error.message, flat(error.details));
  }
}

export function flat<Issue extends { path: string }>(issues: Issue[]): Issue[] {
  return issues.map((issue) => ({ ...issue, path: issue.path.replace(/^(terms|item)\./, '') }));
}
