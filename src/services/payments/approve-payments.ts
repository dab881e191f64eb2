import type { Prisma } from '@prisma/client';
import { z } from 'zod';
import { actingStaff, type NewMail, type TxContext } from '../core/context.js';
import { ids, note } from '../core/fields.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { formatMoney } from '../core/money.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { recordCredits } from '../credits/record-credits.js';
import { followInvoices } from '../invoices/follow-invoices.js';
import { getRecipients } from '../users/get-recipient.js';
import { lockForReview, type ReviewCase, type SoldLine, type SubscriptionState } from './lock-for-review.js';
import { setAsideWithoutRoom } from './room-for-credits.js';
import { type Settled, type Settlement, settle } from './settle.js';
import { approvalObstacle, sortOut } from './sort-out.js';

export const APPROVE_AT_ONCE = 500;

/** How the ledger tells of the credits, where it is not simply by the invoice. */
export interface CreditedAs {
  description: string;
  metadata: Prisma.InputJsonObject;
}

/**
 * Approves pending payments, all that can be approved in one commit: payment, invoice, subscription, account,
 * credits, audit entry and mail of each. Locks accounts, invoices, payments. Repeating it changes nothing and says
 * who decided. Answers one outcome per id; it never throws for a payment that cannot be approved.
 */
export const approvePayments = operation({
  name: 'payment.approve',
  permission: 'payments.review',
  input: z.object({
    paymentIds: ids.pipe(z.array(z.number()).max(APPROVE_AT_ONCE)),
    note,
    creditedAs: z.custom<CreditedAs>().optional(),
  }),
  async run(ctx, { paymentIds, note, creditedAs }): Promise<Outcome[]> {
    const cases = await lockForReview(ctx, paymentIds);
    const decidable = sortOut(paymentIds, cases, approvalObstacle);
    const lines = await soldLines(ctx, decidable.open);
    const { open, setAside } = setAsideWithoutRoom(decidable, lines);
    if (open.length > 0) {
      const settled = settle(open, { lines, ...(await standing(ctx, open)) }, ctx.now);
      await markSucceeded(ctx, open, note);
      await payInvoices(ctx, settled.settlements);
      await moveBillingPeriods(ctx, settled.settlements);
      await renewSubscriptions(ctx, settled);
      await moveAccounts(ctx, settled);
      await grantCredits(ctx, settled.settlements, creditedAs);
      await auditApprovals(ctx, settled.settlements, note);
      await mailApprovals(ctx, settled.settlements);
    }
    return [...open.map(({ payment }): Outcome => ({ id: payment.id, outcome: 'approved' })), ...setAside].sort(
      (a, b) => a.id - b.id,
    );
  },
});

async function soldLines(ctx: TxContext, open: ReviewCase[]): Promise<SoldLine[]> {
  if (open.length === 0) return [];
  return ctx.db.$queryRaw<SoldLine[]>`
    SELECT l.invoice_id AS "invoiceId", l.plan_id AS "planId", p.name AS "planName", l.billing_cycle AS "billingCycle", l.cycles, l.credits
    FROM invoice_lines l LEFT JOIN plans p ON p.id = l.plan_id
    WHERE l.invoice_id = ANY (${open.map(({ invoice }) => invoice.id)}) ORDER BY l.invoice_id, l.position`;
}

async function standing(ctx: TxContext, open: ReviewCase[]) {
  const invoiceIds = open.map(({ invoice }) => invoice.id);
  const subscriptions = await ctx.db.$queryRaw<SubscriptionState[]>`
    SELECT id, account_id AS "accountId", plan_id AS "planId", status, current_period_start AS "currentPeriodStart",
           current_period_end AS "currentPeriodEnd", anchor_day AS "anchorDay"
    FROM subscriptions WHERE account_id = ANY (${open.map(({ account }) => account.id)})`;
  return { subscriptions, otherwiseOverdue: await otherwiseOverdue(ctx, open, invoiceIds) };
}

/** Accounts suspended for unpaid bills that would still owe an overdue invoice after this approval. */
async function otherwiseOverdue(ctx: TxContext, open: ReviewCase[], paidNow: number[]): Promise<ReadonlySet<number>> {
  const suspended = open.filter(({ account }) => account.suspensionCause === 'unpaid').map(({ account }) => account.id);
  if (suspended.length === 0) return new Set();
  const owing = await ctx.db.invoice.findMany({
    where: { accountId: { in: suspended }, status: 'pending', dueAt: { lt: ctx.now }, id: { notIn: paidNow } },
    select: { accountId: true },
  });
  return new Set(owing.map(({ accountId }) => accountId));
}

async function markSucceeded(ctx: TxContext, open: ReviewCase[], note: string): Promise<void> {
  const count = await ctx.db.$executeRaw`
    UPDATE payments SET status = 'succeeded', reviewed_by_id = ${actingStaff(ctx).id}, reviewed_at = ${ctx.now},
           processed_at = ${ctx.now}, admin_notes = ${note}, updated_at = ${ctx.now}
    WHERE id = ANY (${open.map(({ payment }) => payment.id)}) AND status = 'pending_approval'`;
  insistOnAll(count, open.length, 'payments');
}

async function payInvoices(ctx: TxContext, settlements: Settlement[]): Promise<void> {
  const rows = settlements.map(({ reviewCase, period }) => ({
    id: reviewCase.invoice.id,
    period_start: period?.start ?? null,
    period_end: period?.end ?? null,
  }));
  const count = await ctx.db.$executeRaw`
    UPDATE invoices i SET status = 'paid', paid_at = ${ctx.now}, period_start = row.period_start, period_end = row.period_end, updated_at = ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(id int, period_start timestamptz, period_end timestamptz)
    WHERE i.id = row.id AND i.status = 'pending'`;
  insistOnAll(count, settlements.length, 'invoices');
}

/** A plan invoice has none: the usual batch costs no statement. */
async function moveBillingPeriods(ctx: TxContext, settlements: Settlement[]): Promise<void> {
  const others = settlements.filter(({ reviewCase: { invoice } }) => invoice.subscriptionId === null);
  await followInvoices(
    ctx,
    others.map(({ reviewCase: { invoice } }) => invoice.id),
  );
}

async function renewSubscriptions(ctx: TxContext, { subscriptions }: Settled): Promise<void> {
  if (subscriptions.length === 0) return;
  const rows = subscriptions.map((subscription) => ({
    id: subscription.id,
    plan_id: subscription.planId,
    period_start: subscription.currentPeriodStart,
    period_end: subscription.currentPeriodEnd,
    anchor_day: subscription.anchorDay,
    external_payment_id: subscription.externalPaymentId,
  }));
  await ctx.db.$executeRaw`
    UPDATE subscriptions s SET status = 'active', plan_id = row.plan_id, current_period_start = row.period_start,
           current_period_end = row.period_end, anchor_day = row.anchor_day, external_payment_id = row.external_payment_id,
           cancel_at_period_end = false, canceled_at = NULL, updated_at = ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row(id int, plan_id int, period_start timestamptz, period_end timestamptz, anchor_day int, external_payment_id text)
    WHERE s.id = row.id`;
}

async function moveAccounts(ctx: TxContext, { accounts }: Settled): Promise<void> {
  if (accounts.length === 0) return;
  const rows = accounts.map(({ id, status, suspendedFrom, paidPlan }) => ({
    id,
    status,
    suspended_from: suspendedFrom,
    paid_plan: paidPlan,
  }));
  await ctx.db.$executeRaw`
    UPDATE accounts a SET status = row.status::"AccountStatus", suspended_from = row.suspended_from::"AccountStatus",
           suspension_cause = CASE row.status WHEN 'suspended' THEN a.suspension_cause END,
           suspension_reason = CASE row.status WHEN 'suspended' THEN a.suspension_reason ELSE '' END,
           is_demo_account = a.is_demo_account AND NOT row.paid_plan, version = a.version + 1, updated_at = ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(id int, status text, suspended_from text, paid_plan boolean)
    WHERE a.id = row.id`;
}

async function grantCredits(ctx: TxContext, settlements: Settlement[], creditedAs?: CreditedAs): Promise<void> {
  const granting = settlements.filter(({ credits }) => credits > 0);
  await recordCredits(
    ctx,
    granting.map(({ reviewCase: { account, invoice, payment }, credits }) => ({
      accountId: account.id,
      transactionType: 'subscription',
      amount: credits,
      description: creditedAs?.description ?? `Invoice ${invoice.number} paid`,
      metadata: { invoice_id: invoice.id, payment_id: payment.id, ...creditedAs?.metadata },
      sourceType: 'payment',
      sourceId: String(payment.id),
    })),
  );
}

async function auditApprovals(ctx: TxContext, settlements: Settlement[], note: string): Promise<void> {
  await ctx.audit(
    settlements.map(({ reviewCase: { payment, invoice, account }, accountBefore, accountAfter, credits, period }) => ({
      action: 'payment.approve',
      entityType: 'Payment' as const,
      entityId: payment.id,
      accountId: account.id,
      changes: {
        status: { before: 'pending_approval', after: 'succeeded' },
        invoice: { before: 'pending', after: `${invoice.number} paid` },
        ...(accountBefore === accountAfter ? {} : { account: { before: accountBefore, after: accountAfter } }),
        ...(credits === 0 ? {} : { credits: { after: credits } }),
        ...(period === null ? {} : { period_end: { after: period.end } }),
      },
      reason: note,
    })),
  );
}

async function mailApprovals(ctx: TxContext, settlements: Settlement[]): Promise<void> {
  const recipients = await getRecipients(
    ctx,
    settlements.map(({ reviewCase }) => reviewCase.account.id),
  );
  await ctx.enqueue(
    settlements.flatMap(({ reviewCase: { payment, invoice, account }, credits, period }): NewMail[] => {
      const to = recipients.get(account.id);
      if (to === undefined) return [];
      return [
        {
          kind: 'payment-approved',
          accountId: account.id,
          to,
          data: {
            name: to.name,
            number: invoice.number,
            invoiceId: invoice.id,
            amount: formatMoney(payment.amount, payment.currency),
            reference: payment.manualReference,
            credits,
            planName: period?.planName ?? null,
            periodEnd: period?.end.toISOString() ?? null,
          },
        },
      ];
    }),
  );
}
