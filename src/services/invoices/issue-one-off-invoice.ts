import { z } from 'zod';
import { addDays } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { amount, calendarDate, currency, id, requiredLine, text } from '../core/fields.js';
import { fitsCurrency, Money } from '../core/money.js';
import { operation } from '../core/operation.js';
import { issueInvoice } from './issue-invoices.js';

const MAY_BE_BILLED = ['trial', 'pending_payment', 'active', 'suspended'];

const lines = z
  .array(
    z.object({
      description: requiredLine(500, 'Please say what is billed.'),
      quantity: z
        .int('Please give a whole number.')
        .min(1, 'Please give at least 1.')
        .max(1_000_000, 'Please give at most 1,000,000.')
        .default(1),
      unitAmount: amount,
    }),
    'Please give at least one line.',
  )
  .min(1, 'Please give at least one line.')
  .max(100, 'Please give at most 100 lines.');

/**
 * Staff bill an account for something outside any plan or contract. It grants no credits and moves no subscription. Due
 * at the end of the given day, else by the seller's terms; in the seller's currency unless another is given. Locks the account.
 */
export const issueOneOffInvoice = operation({
  name: 'invoice.issue_one_off',
  permission: 'invoices.issue',
  input: z.object({
    accountId: id,
    currency: currency.optional(),
    dueDate: calendarDate.optional(),
    lines,
    note: text(2_000).default(''),
  }),
  async run(ctx, input): Promise<{ invoiceId: number; number: string }> {
    await lockBillableAccount(ctx, input.accountId);
    const seller = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
    const billedIn = input.currency ?? seller.defaultCurrency;
    checkLines(input.lines, billedIn);
    const invoice = await issueInvoice(ctx, {
      accountId: input.accountId,
      currency: billedIn,
      lines: input.lines.map((line) => ({ ...line, credits: 0 })),
      note: input.note,
      ...(input.dueDate === undefined ? {} : { dueAt: endOf(input.dueDate, ctx.now) }),
    });
    return { invoiceId: invoice.id, number: invoice.number ?? '' };
  },
});

async function lockBillableAccount(ctx: TxContext, accountId: number): Promise<void> {
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
  const account = await ctx.db.account.findUnique({ where: { id: accountId } });
  if (account === null) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
  if (!MAY_BE_BILLED.includes(account.status)) {
    throw new Refusal(
      'conflict',
      'account_not_payable',
      `The account “${account.name}” is ${account.status}; it cannot be billed.`,
    );
  }
}

function checkLines(given: z.output<typeof lines>, billedIn: string): void {
  given.forEach(({ unitAmount }, index) => {
    if (!fitsCurrency(unitAmount, billedIn)) {
      throw fieldRefusal(
        `lines.${index}.unitAmount`,
        'amount_decimals',
        `Please use no more decimals than ${billedIn} has.`,
      );
    }
  });
  const total = given.reduce((sum, { unitAmount, quantity }) => sum.add(unitAmount.mul(quantity)), new Money(0));
  if (total.isZero() || total.gt('99999999999999')) {
    throw fieldRefusal('lines', 'amount_range', 'Please bill an amount above zero and below 100,000,000,000,000.');
  }
}

function endOf(day: Date, now: Date): Date {
  const end = new Date(addDays(day, 1).getTime() - 1);
  if (end < now) throw fieldRefusal('dueDate', 'due_in_past', 'The due date must not be in the past.');
  return end;
}
