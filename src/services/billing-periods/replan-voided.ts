import { dateText } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import type { BilledContract } from './load-contracts.js';
import { billingSpan, planWholly } from './plan-contract.js';
import { type Plan, writePeriods } from './write-periods.js';

const REASON = 'What an invoice billed that was voided falls into other days.';

/**
 * A voided invoice frees its months, which may begin on other days than when they were billed: the pending periods of
 * such contracts are planned once more. Answers whether there were any; call it under the accounts' locks.
 */
export async function replanVoided(ctx: TxContext, contracts: BilledContract[]): Promise<boolean> {
  const ids = contracts.map(({ contract }) => contract.id);
  const voided = await ctx.db.$queryRaw<{ contractId: number }[]>`
    SELECT DISTINCT p.contract_id AS "contractId" FROM billing_periods p JOIN invoices i ON i.billing_period_id = p.id
    WHERE p.contract_id = ANY (${ids}) AND i.status = 'void'`;
  if (voided.length === 0) return false;
  const freed = new Set(voided.map(({ contractId }) => contractId));
  const plans: Plan[] = [];
  for (const billed of contracts.filter(({ contract }) => freed.has(contract.id)))
    plans.push(await planOf(ctx, billed));
  await writePeriods(ctx, plans, REASON);
  await ctx.audit(
    plans.filter(isOther).map(({ billed: { contract } }) => ({
      action: 'billing_period.replan',
      entityType: 'Contract' as const,
      entityId: contract.id,
      accountId: contract.accountId,
      reason: REASON,
    })),
  );
  return true;
}

/** Whether the periods that wait are not those of the plan. */
function isOther({ billed, periods }: Plan): boolean {
  const waiting = billed.periods
    .filter(({ status }) => status === 'pending')
    .map(({ periodStart, periodEnd, totalAmount }) => [
      dateText(periodStart),
      dateText(periodEnd),
      totalAmount.toFixed(),
    ]);
  const planned = periods.map(({ start, end, net }) => [dateText(start), dateText(end), net.toFixed()]);
  return waiting.sort().join(' ') !== planned.sort().join(' ');
}

/** While billing is disabled nothing is added; what waits is only brought up to date. */
async function planOf(ctx: TxContext, billed: BilledContract): Promise<Plan> {
  const { id, billingEnabled } = billed.contract;
  const running = billingSpan(billed);
  if (running === null) return { billed, periods: [] };
  const { billing, periods } = planWholly(billed, running);
  if (!billingEnabled) {
    const waiting = new Set(billed.periods.map(({ periodStart }) => periodStart.getTime()));
    return { billed, periods: periods.filter(({ start }) => waiting.has(start.getTime())) };
  }
  if (billing.end > running.end) {
    await ctx.db.contract.update({ where: { id }, data: { billingEndDate: billing.end } });
  }
  return { billed, periods };
}
