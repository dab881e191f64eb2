import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type BulkResult, runInBulk } from '../core/run-in-bulk.js';
import { approvePayments } from './approve-payments.js';
import { rejectPayments } from './reject-payments.js';

const LANES = 2;

/** Approves any number of payments, chunk by chunk, two chunks at a time: while the database writes one, the other is worked out. */
export function approveInBulk(
  ctx: Context,
  { paymentIds, note = '' }: { paymentIds: unknown; note?: string | undefined },
): Promise<BulkResult> {
  return runInBulk(
    ctx,
    'approvePayments',
    'approved',
    paymentIds,
    (chunk) => approvePayments(ctx, { paymentIds: chunk, note }),
    (ids) => lanesByAccount(ctx, ids),
  );
}

/** Payments of one account add up in their order, and their locks meet nobody's of the other lane. */
async function lanesByAccount(ctx: Context, paymentIds: number[]): Promise<number[][]> {
  const rows = await dbOf(ctx).$queryRaw<{ ids: number[] }[]>`
    SELECT array_agg(id ORDER BY id) AS ids
    FROM unnest(${paymentIds}::int[]) AS id LEFT JOIN payments p USING (id) GROUP BY coalesce(p.account_id, 0) % ${LANES}`;
  return rows.map(({ ids }) => ids);
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
