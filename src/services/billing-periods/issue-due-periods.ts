import { z } from 'zod';
import { addDays } from '../core/calendar.js';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { operation } from '../core/operation.js';
import { issuePeriods } from './issue-periods.js';
import { lockContracts } from './load-contracts.js';

const BATCH = 200;

interface Due {
  id: number;
  contractId: number;
  accountId: number;
}

/** One batch, in one commit. */
const issueBatch = operation({
  name: 'billing_period.invoice',
  permission: 'system',
  input: z.object({ periods: z.array(z.object({ id: z.int(), contractId: z.int(), accountId: z.int() })) }),
  async run(ctx, { periods }): Promise<number> {
    await lockContracts(
      ctx,
      periods.map(({ contractId }) => contractId),
    );
    const stillDue = await duePeriods(ctx, { among: periods.map(({ id }) => id) });
    return issuePeriods(ctx, stillDue);
  },
});

/**
 * The job: issues the invoice of every period whose first day has come in its account's time zone, oldest first, one of
 * each account at a time, in small commits. It may run twice, at once, late, or be killed half-way: each period gets one
 * invoice, in order. A suspended account is invoiced on, a cancelled one not. Answers how many.
 */
export async function issueDuePeriods(ctx: Context): Promise<number> {
  const failed = new Set<number>();
  let issued = 0;
  let after = 0;
  let inThisPass = 0;
  for (;;) {
    const batch = await duePeriods(ctx, { after, except: [...failed], limit: BATCH });
    const last = batch.at(-1);
    if (last === undefined) {
      if (inThisPass === 0) return issued;
      after = 0;
      inThisPass = 0;
      continue;
    }
    const count = await issueOrIsolate(ctx, batch, failed);
    issued += count;
    inThisPass += count;
    after = last.accountId;
  }
}

/** One contract that cannot be invoiced must not hold up the others: the batch that failed is tried one by one. */
async function issueOrIsolate(ctx: Context, batch: Due[], failed: Set<number>): Promise<number> {
  try {
    return await issueBatch(ctx, { periods: batch });
  } catch (error) {
    const { logger } = ctx.installation;
    if (batch.length > 1) {
      logger.warn(
        { err: error, requestId: ctx.requestId },
        'a batch of billing periods failed; trying them one by one',
      );
      let issued = 0;
      for (const one of batch) issued += await issueOrIsolate(ctx, [one], failed);
      return issued;
    }
    for (const { contractId } of batch) failed.add(contractId);
    logger.error({ err: error, requestId: ctx.requestId, periods: batch }, 'a billing period could not be invoiced');
    return 0;
  }
}

/** The first due period of each account. A day begins up to 14 hours earlier somewhere than in UTC, hence the margin that the index can use. */
async function duePeriods(
  ctx: Context,
  wish: { after: number; except: number[]; limit: number } | { among: number[] },
): Promise<Due[]> {
  const now = ctx.clock.now();
  const among = 'among' in wish ? wish.among : null;
  const { after, except, limit } = 'among' in wish ? { after: 0, except: [], limit: wish.among.length } : wish;
  return dbOf(ctx).$queryRaw<Due[]>`
    SELECT DISTINCT ON (p.account_id) p.id, p.contract_id AS "contractId", p.account_id AS "accountId"
    FROM billing_periods p JOIN contracts c ON c.id = p.contract_id JOIN accounts a ON a.id = p.account_id
      CROSS JOIN (SELECT time_zone FROM sellers WHERE id = 1) seller
    WHERE p.status = 'pending' AND NOT p.needs_release AND c.status = 'active' AND a.status <> 'cancelled'
      AND p.account_id > ${after} AND p.period_start <= ${addDays(now, 2)}::date
      AND p.period_start <= (${now}::timestamptz AT TIME ZONE coalesce(a.time_zone, seller.time_zone))::date
      AND (${among}::int[] IS NULL OR p.id = ANY (${among}::int[])) AND NOT p.contract_id = ANY (${except}::int[])
    ORDER BY p.account_id, p.period_start, p.id LIMIT ${limit}`;
}
