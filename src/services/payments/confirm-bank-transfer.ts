import type { Account, Invoice, Plan, Subscription } from '@prisma/client';
import { z } from 'zod';
import { actingStaff, type TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { amount, id, line, requiredLine } from '../core/fields.js';
import { fitsCurrency, formatMoney, type Money, moneyString } from '../core/money.js';
import { operation } from '../core/operation.js';
import { planLine } from '../invoices/invoice-lines.js';
import { issueInvoice } from '../invoices/issue-invoices.js';
import { voidUnderLock } from '../invoices/void-invoice.js';
import { setDefaultMethod } from '../payment-methods/choose-payment-method.js';
import { cycleMonths } from '../plans/plan-terms.js';
import { enterPayment } from './record-payment.js';
import { LARGEST_BALANCE } from './room-for-credits.js';

const LONGEST_MONTHS = 120;
const NO_MONTHS = `Please give whole months, from 1 to ${LONGEST_MONTHS}.`;

const transfer = z.object({
  accountId: id.optional(),
  subscriptionId: id.optional(),
  externalPaymentId: requiredLine(255, "Please give the transfer's own id."),
  amount,
  payerName: requiredLine(255, 'Please say who paid.'),
  proofUrl: line(2_000).default(''),
  /** Without it, what the oldest unpaid invoice of that amount asks for, else one billing cycle. */
  periodMonths: z.int(NO_MONTHS).min(1, NO_MONTHS).max(LONGEST_MONTHS, NO_MONTHS).optional(),
});

type Transfer = z.output<typeof transfer>;

interface Payer {
  account: Account;
  subscription: Subscription & { plan: Plan };
}

/**
 * Staff saw a transfer for a plan on the bank account (E28, X-12): pays the oldest pending plan invoice of that amount,
 * else issues one for the plan's months, and approves the payment in the same commit; credits are added, periods
 * are calendar months. 409 `confirmation_pending` while a tenant's own confirmation waits, 409
 * `transfer_confirmed_already` for an id that paid this account before, 400 `amount_mismatch` where the amount buys
 * nothing. Locks account, invoice, payment.
 */
export const confirmBankTransfer = operation({
  name: 'payment.confirm_bank_transfer',
  permission: 'payments.record',
  input: transfer,
  async run(ctx, input) {
    const payer = await lockPayer(ctx, input);
    await refuseRepeat(ctx, payer.account.id, input.externalPaymentId);
    const open = await openPlanInvoices(ctx, payer.account.id);
    const invoice =
      open.find(({ total }) => total.equals(input.amount)) ?? (await orderMonths(ctx, payer, input, open));
    await rememberMethod(ctx, payer.account.id);
    const { paymentId } = await enterPayment(ctx, {
      invoiceId: invoice.id,
      paymentMethod: 'bank_transfer',
      manualReference: input.externalPaymentId,
      payerName: input.payerName,
      proofUrl: input.proofUrl,
      amount: input.amount.toFixed(),
      creditedAs: await creditedAs(ctx, input, invoice),
    });
    return whatCameOfIt(ctx, payer.account.id, { paymentId, invoice, reference: input.externalPaymentId });
  },
});

async function lockPayer(ctx: TxContext, { accountId, subscriptionId }: Transfer): Promise<Payer> {
  const payerId = subscriptionId === undefined ? accountId : await payerOf(ctx, subscriptionId, accountId);
  if (payerId === undefined) {
    const sentence = 'Please say whose transfer it is: account_id or subscription_id.';
    throw new Refusal('invalid_input', 'invalid_input', sentence, [{ path: 'account_id', message: sentence }]);
  }
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${payerId} FOR NO KEY UPDATE`;
  const account = await ctx.db.account.findUnique({ where: { id: payerId } });
  if (account === null) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
  const subscription = await ctx.db.subscription.findUnique({
    where: { accountId: account.id },
    include: { plan: true },
  });
  if (subscription === null) {
    throw new Refusal('not_found', 'plan_not_found', `Account ${account.id} has no plan that a transfer could pay.`);
  }
  return { account, subscription };
}

async function payerOf(ctx: TxContext, subscriptionId: number, accountId: number | undefined): Promise<number> {
  const subscription = await ctx.db.subscription.findUnique({ where: { id: subscriptionId } });
  if (subscription === null || (accountId !== undefined && subscription.accountId !== accountId))
    throw new Refusal('not_found', 'subscription_not_found', 'This subscription does not exist.');
  return subscription.accountId;
}

async function openPlanInvoices(ctx: TxContext, accountId: number): Promise<Invoice[]> {
  const open = await ctx.db.invoice.findMany({
    where: { accountId, status: 'pending', NOT: { subscriptionId: null } },
    include: { payments: { where: { status: 'pending_approval' }, select: { id: true } } },
    orderBy: { id: 'asc' },
  });
  const waiting = open.flatMap(({ payments }) => payments)[0];
  if (waiting === undefined) return open;
  throw new Refusal(
    'conflict',
    'confirmation_pending',
    `The tenant's own confirmation (payment ${waiting.id}) waits for review. Decide on it instead.`,
    [{ path: 'payment_id', message: String(waiting.id) }],
  );
}

/** Nobody is to be asked again for what this transfer pays: unpaid plan invoices of other amounts are voided. */
async function orderMonths(ctx: TxContext, payer: Payer, input: Transfer, unpaid: Invoice[]): Promise<Invoice> {
  const { account, subscription } = payer;
  const cycles = cyclesOf(subscription.plan, input.periodMonths);
  insistOnPrice(subscription.plan, cycles, input.amount, unpaid);
  refuseTooManyCredits(subscription.plan, cycles);
  for (const invoice of unpaid)
    await voidUnderLock(ctx, invoice.id, `Replaced: a transfer paid ${subscription.plan.name} for another span.`);
  return issueInvoice(ctx, {
    accountId: account.id,
    subscriptionId: subscription.id,
    currency: subscription.plan.currency,
    lines: [planLine(subscription.plan, cycles)],
  });
}

function cyclesOf({ name, billingCycle }: Plan, months: number | undefined): number {
  const each = cycleMonths(billingCycle);
  if (months === undefined) return 1;
  if (months % each === 0) return months / each;
  throw fieldRefusal('period_months', 'invalid_input', `${name} is sold by ${each} months; please give a multiple.`);
}

function insistOnPrice(plan: Plan, cycles: number, paid: Money, unpaid: Invoice[]): void {
  const price = plan.price.mul(cycles);
  if (price.equals(paid) && !price.isZero()) return;
  const due = unpaid.map(
    (invoice) => `invoice ${invoice.number} is over ${formatMoney(invoice.total, invoice.currency)}`,
  );
  const asked = price.isZero()
    ? `${plan.name} costs nothing; order a paid plan for the account first`
    : `${plan.name} for that span costs ${formatMoney(price, plan.currency)}`;
  const { currency } = plan;
  const arrived = fitsCurrency(paid, currency) ? formatMoney(paid, currency) : `${paid.toFixed()} ${currency}`;
  throw fieldRefusal(
    'amount',
    'amount_mismatch',
    `The transfer is over ${arrived}, but ${[...due, asked].join(', and ')}.`,
  );
}

function refuseTooManyCredits({ name, includedCredits }: Plan, cycles: number): void {
  if (includedCredits * cycles <= LARGEST_BALANCE) return;
  throw fieldRefusal(
    'period_months',
    'balance_too_high',
    `The credits of ${name} for that span are more than an account can hold. Please confirm fewer months.`,
  );
}

/** Whoever never chose a method pays by transfer from now on (E33, X-10). */
async function rememberMethod(ctx: TxContext, accountId: number): Promise<void> {
  const chosen = await ctx.db.accountPaymentMethod.count({ where: { accountId, isDefault: true } });
  if (chosen === 0) await setDefaultMethod(ctx, accountId, 'bank_transfer');
}

/** How the ledger tells it (E34): what was paid, and how many months that bought. */
async function creditedAs(ctx: TxContext, input: Transfer, { id, total, currency }: Invoice) {
  const lines = await ctx.db.invoiceLine.findMany({ where: { invoiceId: id } });
  const months = lines.map(({ billingCycle, cycles }) =>
    billingCycle === null ? 0 : cycleMonths(billingCycle) * (cycles ?? 0),
  );
  return {
    description: `Bank transfer payment confirmed: ${input.externalPaymentId}`,
    metadata: {
      external_payment_id: input.externalPaymentId,
      amount: moneyString(total, currency),
      payer_name: input.payerName,
      proof_url: input.proofUrl,
      period_months: months.reduce((sum, each) => sum + each, 0),
      confirmed_by: actingStaff(ctx).email,
    },
  };
}

/**
 * The same transfer told twice, in whichever spelling, pays once: asked before anything is written, under the account's
 * lock, so that repeats in a row hold it only for a moment. The expression is that of the column `normalized_reference`.
 * Another account's payment with that reference is the reviewer's affair.
 */
async function refuseRepeat(ctx: TxContext, accountId: number, reference: string): Promise<void> {
  const [paid] = await ctx.db.$queryRaw<{ id: number; number: string }[]>`
    SELECT p.id, i.number FROM payments p
    JOIN invoices i ON i.id = p.invoice_id
    WHERE p.account_id = ${accountId} AND p.status = 'succeeded'
      AND (p.manual_reference = ${reference}
        OR p.normalized_reference <> '' AND p.normalized_reference = regexp_replace(lower(normalize(${reference}::text, NFKC)),
          '[[:space:][:punct:]$+<=>^\`|~\\u00AD\\u200B-\\u200F\\u2060\\uFEFF]+', '', 'g'))
    ORDER BY p.id LIMIT 1`;
  if (paid === undefined) return;
  throw new Refusal(
    'conflict',
    'transfer_confirmed_already',
    `This transfer was confirmed already: payment ${paid.id} paid invoice ${paid.number}.`,
    [{ path: 'payment_id', message: String(paid.id) }],
  );
}

async function whatCameOfIt(
  ctx: TxContext,
  accountId: number,
  paid: { paymentId: number; invoice: Invoice; reference: string },
) {
  const account = await ctx.db.account.findUniqueOrThrow({
    where: { id: accountId },
    include: { subscription: true },
  });
  const { subscription } = account;
  const lines = await ctx.db.invoiceLine.aggregate({ where: { invoiceId: paid.invoice.id }, _sum: { credits: true } });
  const creditsAdded = lines._sum.credits ?? 0;
  const told = {
    accountId,
    reference: paid.reference,
    amount: moneyString(paid.invoice.total, paid.invoice.currency),
    credits: creditsAdded,
  };
  ctx.onCommit(() => ctx.installation.logger.info(told, 'bank transfer confirmed'));
  return {
    accountId,
    subscriptionId: subscription?.id ?? null,
    paymentId: paid.paymentId,
    invoiceId: paid.invoice.id,
    invoiceNumber: paid.invoice.number ?? '',
    status: account.status,
    subscriptionStatus: subscription?.status ?? null,
    credits: account.creditBalance,
    creditsAdded,
    periodStart: subscription?.currentPeriodStart ?? null,
    periodEnd: subscription?.currentPeriodEnd ?? null,
  };
}
