import { z } from 'zod';
import { terminateContractsOf } from '../contracts/terminate-contract.js';
import type { TxContext } from '../core/context.js';
import { id, reason } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { voidUnderLock } from '../invoices/void-invoice.js';
import { lockForReview } from '../payments/lock-for-review.js';
import { rejectLocked } from '../payments/reject-payments.js';
import { mailAccounts } from './account-mails.js';
import { auditMoves } from './audit-moves.js';
import { lockAccount } from './lock-accounts.js';

/**
 * Ends an account for good: rejects its pending confirmations, voids its unpaid invoices, terminates its contracts,
 * cancels its subscription.
 * People of a cancelled account cannot sign in. Locks account, invoices, payments.
 */
export const cancelAccount = operation({
  name: 'account.cancel',
  permission: 'accounts.cancel',
  input: z.object({ accountId: id, reason }),
  async run(ctx, { accountId, reason }): Promise<void> {
    const account = await lockAccount(ctx, accountId, 'cancel');
    await rejectPendingConfirmations(ctx, accountId, reason);
    await voidUnpaidInvoices(ctx, accountId, reason);
    await terminateContractsOf(ctx, accountId, reason);
    await ctx.db.subscription.updateMany({
      where: { accountId, NOT: { status: 'canceled' } },
      data: { status: 'canceled', canceledAt: ctx.now },
    });
    await ctx.db.account.update({
      where: { id: accountId },
      data: {
        status: 'cancelled',
        suspendedFrom: null,
        suspensionCause: null,
        suspensionReason: '',
        version: { increment: 1 },
      },
    });
    await auditMoves(ctx, 'account.cancel', [account], () => 'cancelled', reason);
    await mailAccounts(ctx, [account], (person) => ({ kind: 'account-cancelled', data: { ...person, reason } }));
  },
});

async function rejectPendingConfirmations(ctx: TxContext, accountId: number, reason: string): Promise<void> {
  const pending = await ctx.db.payment.findMany({
    where: { accountId, status: 'pending_approval' },
    select: { id: true },
  });
  if (pending.length === 0) return;
  const cases = await lockForReview(
    ctx,
    pending.map(({ id }) => id),
  );
  await rejectLocked(
    ctx,
    cases.filter(({ payment }) => payment.status === 'pending_approval'),
    { reason, note: '', canTryAgain: false },
  );
}

async function voidUnpaidInvoices(ctx: TxContext, accountId: number, reason: string): Promise<void> {
  const unpaid = await ctx.db.invoice.findMany({
    where: { accountId, status: 'pending' },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  for (const invoice of unpaid) await voidUnderLock(ctx, invoice.id, reason);
}
