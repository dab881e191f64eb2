import type { BillingPeriod } from '@prisma/client';
import { dateText } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { moneyString } from '../core/money.js';
import type { BilledContract } from './load-contracts.js';
import type { PlannedPeriod } from './schedule.js';

export interface Plan {
  billed: BilledContract;
  periods: PlannedPeriod[];
}

interface Difference {
  cancelled: BillingPeriod[];
  changed: { id: number; total: string }[];
  added: { billed: BilledContract; period: PlannedPeriod }[];
}

/**
 * Makes the pending periods of contracts what their plans say: cancels those that are not in it any more, writes new
 * totals, adds what is missing. What has an invoice stays. Set-based; call it under the accounts' locks.
 */
export async function writePeriods(ctx: TxContext, plans: Plan[], reason: string): Promise<void> {
  const difference = plans.map(compare).reduce(join, { cancelled: [], changed: [], added: [] });
  await cancelPeriods(
    ctx,
    difference.cancelled.map(({ id }) => id),
    reason,
  );
  await writeTotals(ctx, difference.changed);
  await addPeriods(ctx, difference.added);
}

function compare({ billed, periods }: Plan): Difference {
  const pending = billed.periods.filter(({ status }) => status === 'pending');
  const planned = new Map(periods.map((period) => [spanKey(period.start, period.end), period]));
  const existing = new Map(pending.map((period) => [spanKey(period.periodStart, period.periodEnd), period]));
  return {
    cancelled: pending.filter((period) => !planned.has(spanKey(period.periodStart, period.periodEnd))),
    changed: [...planned].flatMap(([key, { net }]) => {
      const found = existing.get(key);
      return found === undefined || found.totalAmount.eq(net) ? [] : [{ id: found.id, total: net.toFixed() }];
    }),
    added: [...planned].flatMap(([key, period]) => (existing.has(key) ? [] : [{ billed, period }])),
  };
}

function spanKey(start: Date, end: Date): string {
  return `${dateText(start)}/${dateText(end)}`;
}

function join(all: Difference, { cancelled, changed, added }: Difference): Difference {
  all.cancelled.push(...cancelled);
  all.changed.push(...changed);
  all.added.push(...added);
  return all;
}

/** Cancels pending periods for good. */
export async function cancelPeriods(ctx: TxContext, periodIds: number[], reason: string): Promise<void> {
  if (periodIds.length === 0) return;
  const { count } = await ctx.db.billingPeriod.updateMany({
    where: { id: { in: periodIds }, status: 'pending' },
    data: { status: 'cancelled', cancelledAt: ctx.now, cancelReason: reason, updatedAt: ctx.now },
  });
  insistOnAll(count, periodIds.length, 'billing periods');
}

async function writeTotals(ctx: TxContext, changed: Difference['changed']): Promise<void> {
  if (changed.length === 0) return;
  const count = await ctx.db.$executeRaw`
    UPDATE billing_periods p SET total_amount = row.total, updated_at = ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS row(id int, total numeric)
    WHERE p.id = row.id AND p.status = 'pending'`;
  insistOnAll(count, changed.length, 'billing periods');
}

async function addPeriods(ctx: TxContext, added: Difference['added']): Promise<void> {
  if (added.length === 0) return;
  const rows = added.map(({ billed: { contract }, period }) => ({
    account_id: contract.accountId,
    contract_id: contract.id,
    currency: contract.currency,
    period_start: dateText(period.start),
    period_end: dateText(period.end),
    total_amount: moneyString(period.net, contract.currency),
    needs_release: contract.manualRelease,
  }));
  await ctx.db.$executeRaw`
    INSERT INTO billing_periods (account_id, contract_id, currency, period_start, period_end, total_amount, needs_release, created_at, updated_at)
    SELECT row.account_id, row.contract_id, row.currency, row.period_start, row.period_end, row.total_amount, row.needs_release, ${ctx.now}, ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row(account_id int, contract_id int, currency text, period_start date, period_end date, total_amount numeric, needs_release boolean)
    ORDER BY row.contract_id, row.period_start`;
}
