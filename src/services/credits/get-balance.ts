import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { effectiveCreditsPerMonth } from '../plans/plan-terms.js';

export interface Balance {
  credits: number;
  planCreditsPerMonth: number;
  creditsUsedThisMonth: number;
  creditsRemaining: number;
}

/** The single source of the balance (B10): what the account holds now, and what it used in this month (UTC). */
export async function getOwnBalance(ctx: Context): Promise<Balance> {
  const { accountId } = actingUser(ctx);
  const now = ctx.clock.now();
  const monthStart = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const [account, used] = await Promise.all([
    dbOf(ctx).account.findUniqueOrThrow({
      where: { id: accountId },
      include: { subscription: { include: { plan: true } } },
    }),
    dbOf(ctx).creditTransaction.aggregate({
      where: { accountId, transactionType: 'usage', createdAt: { gte: monthStart } },
      _sum: { amount: true },
    }),
  ]);
  return {
    credits: account.creditBalance,
    planCreditsPerMonth: account.subscription === null ? 0 : effectiveCreditsPerMonth(account.subscription.plan),
    creditsUsedThisMonth: Math.abs(used._sum.amount ?? 0),
    creditsRemaining: account.creditBalance,
  };
}
