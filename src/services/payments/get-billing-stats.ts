import type { AccountStatus } from '@prisma/client';
import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type Money, moneyString } from '../core/money.js';

/** How many, over which amounts; a sum over several currencies would mean nothing. */
export interface Sum {
  currency: string;
  count: number;
  amount: string;
}

interface SumRow {
  currency: string;
  count: number;
  amount: Money;
}

/**
 * Totals and usage of the whole installation (B25), for staff. Everything is read through an index over what is open
 * or of this calendar month (UTC), so that it does not grow with the years; only accounts are counted whole.
 */
export async function getBillingStats(ctx: Context) {
  actingStaff(ctx);
  const now = ctx.clock.now();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const [accounts, inReview, unpaid, overdue, received, credits] = [
    await accountsByStatus(ctx),
    await sums(
      dbOf(ctx).$queryRaw`SELECT currency, count(*)::int AS count, sum(amount) AS amount FROM payments
        WHERE status = 'pending_approval' GROUP BY currency ORDER BY currency`,
    ),
    await sums(
      dbOf(ctx).$queryRaw`SELECT currency, count(*)::int AS count, sum(total) AS amount FROM invoices
        WHERE status = 'pending' GROUP BY currency ORDER BY currency`,
    ),
    await sums(
      dbOf(ctx).$queryRaw`SELECT currency, count(*)::int AS count, sum(total) AS amount FROM invoices
        WHERE status = 'pending' AND due_at < ${now} GROUP BY currency ORDER BY currency`,
    ),
    await sums(
      dbOf(ctx).$queryRaw`SELECT currency, count(*)::int AS count, sum(amount) AS amount FROM payments
        WHERE status = 'succeeded' AND processed_at >= ${month} GROUP BY currency ORDER BY currency`,
    ),
    await creditsOf(ctx, month),
  ];
  return { accounts, inReview, unpaid, overdue, received, credits, month };
}

async function accountsByStatus(ctx: Context): Promise<{ status: AccountStatus; count: number }[]> {
  return dbOf(ctx).$queryRaw`SELECT status::text, count(*)::int AS count FROM accounts GROUP BY status ORDER BY status`;
}

async function sums(rows: PromiseLike<unknown>): Promise<Sum[]> {
  const found = (await rows) as SumRow[];
  return found.map(({ currency, count, amount }) => ({ currency, count, amount: moneyString(amount, currency) }));
}

async function creditsOf(ctx: Context, month: Date) {
  const [held] = await dbOf(ctx).$queryRaw<{ held: bigint }[]>`
    SELECT coalesce(sum(credit_balance), 0)::bigint AS held FROM accounts`;
  const [moved] = await dbOf(ctx).$queryRaw<{ granted: bigint; used: bigint }[]>`
    SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS granted,
           coalesce(-sum(amount) FILTER (WHERE transaction_type = 'usage'), 0)::bigint AS used
    FROM credit_transactions WHERE created_at >= ${month}`;
  return { held: Number(held?.held ?? 0), granted: Number(moved?.granted ?? 0), used: Number(moved?.used ?? 0) };
}
