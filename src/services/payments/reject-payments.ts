import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { ids, note, reason } from '../core/fields.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { formatMoney } from '../core/money.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { getRecipients } from '../users/get-recipient.js';
import { APPROVE_AT_ONCE } from './approve-payments.js';
import { lockForReview, type ReviewCase } from './lock-for-review.js';
import { rejectionObstacle, sortOut } from './sort-out.js';

/**
 * Rejects pending payments with a reason the tenant sees. The invoice stays payable, subscription and account stay
 * as they were. Locks accounts, invoices, payments; answers one outcome per id.
 */
export const rejectPayments = operation({
  name: 'payment.reject',
  permission: 'payments.review',
  input: z.object({ paymentIds: ids.pipe(z.array(z.number()).max(APPROVE_AT_ONCE)), reason, note }),
  async run(ctx, { paymentIds, reason, note }): Promise<Outcome[]> {
    const cases = await lockForReview(ctx, paymentIds);
    const { open, setAside } = sortOut(paymentIds, cases, rejectionObstacle);
    if (open.length > 0) await rejectLocked(ctx, open, { reason, note, canTryAgain: true });
    return [...open.map(({ payment }): Outcome => ({ id: payment.id, outcome: 'rejected' })), ...setAside].sort(
      (a, b) => a.id - b.id,
    );
  },
});

interface Rejection {
  reason: string;
  note: string;
  /** Whether the tenant is told to confirm again: the invoice stays payable. */
  canTryAgain: boolean;
}

/** The rejection itself, for payments that the caller has locked. */
export async function rejectLocked(ctx: TxContext, open: ReviewCase[], rejection: Rejection): Promise<void> {
  const { reason, note } = rejection;
  const reviewerId = ctx.actor.type === 'staff' ? ctx.actor.id : null;
  const count = await ctx.db.$executeRaw`
    UPDATE payments SET status = 'failed', rejection_reason = ${reason}, admin_notes = ${note}, failed_at = ${ctx.now},
           reviewed_by_id = ${reviewerId}::int, reviewed_at = ${reviewerId === null ? null : ctx.now}::timestamptz, updated_at = ${ctx.now}
    WHERE id = ANY (${open.map(({ payment }) => payment.id)}) AND status = 'pending_approval'`;
  insistOnAll(count, open.length, 'payments');
  await ctx.audit(
    open.map(({ payment, account }) => ({
      action: 'payment.reject',
      entityType: 'Payment' as const,
      entityId: payment.id,
      accountId: account.id,
      changes: { status: { before: 'pending_approval', after: 'failed' } },
      reason,
    })),
  );
  await mailRejections(ctx, open, rejection);
}

async function mailRejections(ctx: TxContext, open: ReviewCase[], { reason, canTryAgain }: Rejection): Promise<void> {
  const recipients = await getRecipients(
    ctx,
    open.map(({ account }) => account.id),
  );
  await ctx.enqueue(
    open.flatMap(({ payment, invoice, account }) => {
      const to = recipients.get(account.id);
      if (to === undefined) return [];
      const amount = formatMoney(payment.amount, payment.currency);
      const data = {
        name: to.name,
        number: invoice.number,
        invoiceId: invoice.id,
        amount,
        reference: payment.manualReference,
        reason,
        canTryAgain,
      };
      return [{ kind: 'payment-rejected' as const, accountId: account.id, to, data }];
    }),
  );
}
