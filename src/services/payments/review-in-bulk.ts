import type { Context } from '../core/context.js';
import { type BulkResult, runInBulk } from '../core/run-in-bulk.js';
import { approvePayments } from './approve-payments.js';
import { rejectPayments } from './reject-payments.js';

/** Approves any number of payments, chunk by chunk. */
export function approveInBulk(
  ctx: Context,
  { paymentIds, note = '' }: { paymentIds: unknown; note?: string | undefined },
): Promise<BulkResult> {
  return runInBulk(ctx, 'approvePayments', 'approved', paymentIds, (chunk) =>
    approvePayments(ctx, { paymentIds: chunk, note }),
  );
}

/** Rejects any number of payments with one reason. */
export function rejectInBulk(
  ctx: Context,
  { paymentIds, reason, note = '' }: { paymentIds: unknown; reason: string; note?: string | undefined },
): Promise<BulkResult> {
  return runInBulk(ctx, 'rejectPayments', 'rejected', paymentIds, (chunk) =>
    rejectPayments(ctx, { paymentIds: chunk, reason, note }),
  );
}
