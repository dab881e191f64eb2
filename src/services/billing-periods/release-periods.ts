import type { BillingPeriod, Contract } from '@prisma/client';
import { z } from 'zod';
import { dateIn, dateText } from '../core/calendar.js';
import { actingStaff, type TxContext } from '../core/context.js';
import { ids } from '../core/fields.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { issuePeriods } from './issue-periods.js';

const RELEASE_AT_ONCE = 500;

type Waiting = BillingPeriod & {
  contract: Contract & { account: { timeZone: string | null; status: string } };
  /** Its invoice was voided. */
  wasInvoiced: boolean;
};

/**
 * Releases periods that wait for staff: those whose first day has come are invoiced at once, the others on that day.
 * Of one contract the earlier period comes first. Locks the accounts. Answers one outcome per id.
 */
export const releasePeriods = operation({
  name: 'billing_period.release',
  permission: 'contracts.bill',
  input: z.object({ periodIds: ids.pipe(z.array(z.number()).max(RELEASE_AT_ONCE)) }),
  async run(ctx, { periodIds }): Promise<Outcome[]> {
    await ctx.db.$queryRaw`
      SELECT id FROM accounts WHERE id IN (SELECT account_id FROM billing_periods WHERE id = ANY (${periodIds}))
      ORDER BY id FOR NO KEY UPDATE`;
    const periods = await readPeriods(ctx, periodIds);
    const setAside = await obstacles(ctx, periodIds, periods);
    const aside = new Set(setAside.map(({ id }) => id));
    const open = periods.filter(({ id }) => !aside.has(id));
    if (open.length > 0) await release(ctx, open);
    return [...open.map(({ id }): Outcome => ({ id, outcome: 'released' })), ...setAside].sort((a, b) => a.id - b.id);
  },
});

async function readPeriods(ctx: TxContext, periodIds: number[]): Promise<Waiting[]> {
  const periods = await ctx.db.billingPeriod.findMany({
    where: { id: { in: periodIds } },
    include: { contract: { include: { account: { select: { timeZone: true, status: true } } } } },
    orderBy: [{ periodStart: 'asc' }, { id: 'asc' }],
  });
  const invoices = await ctx.db.invoice.findMany({
    where: { billingPeriodId: { in: periodIds } },
    select: { billingPeriodId: true },
  });
  const invoiced = new Set(invoices.map(({ billingPeriodId }) => billingPeriodId));
  return periods.map((period) => ({ ...period, wasInvoiced: invoiced.has(period.id) }));
}

async function obstacles(ctx: TxContext, periodIds: number[], periods: Waiting[]): Promise<Outcome[]> {
  const earlier = await ctx.db.billingPeriod.findMany({
    where: {
      contractId: { in: periods.map(({ contractId }) => contractId) },
      id: { notIn: periodIds },
      status: 'pending',
      needsRelease: true,
      invoices: { none: {} },
    },
    orderBy: { periodStart: 'asc' },
  });
  const found = new Set(periods.map(({ id }) => id));
  const missing = periodIds
    .filter((id) => !found.has(id))
    .map(
      (id): Outcome => ({ id, outcome: 'missing', code: 'not_found', message: `Billing period ${id} does not exist.` }),
    );
  return [...missing, ...periods.flatMap((period) => obstacle(period, earlier) ?? [])];
}

function obstacle(period: Waiting, earlier: BillingPeriod[]): Outcome | null {
  const { id, status, contract } = period;
  const days = `${dateText(period.periodStart)} to ${dateText(period.periodEnd)}`;
  if (status !== 'pending' || !period.needsRelease) {
    const word = status === 'pending' ? 'released' : status;
    return { id, outcome: 'already', code: `already_${word}`, message: `The period ${days} is ${word} already.` };
  }
  if (contract.status !== 'active' || contract.account.status === 'cancelled') {
    const message = `${contract.number} is not active any more; disable its billing to cancel the period ${days}.`;
    return { id, outcome: 'refused', code: 'contract_not_active', message };
  }
  const before = earlier.find((one) => one.contractId === period.contractId && one.periodStart < period.periodStart);
  if (before === undefined || period.wasInvoiced) return null;
  const message = `The period of ${contract.number} from ${dateText(before.periodStart)} comes first. Release it too.`;
  return { id, outcome: 'refused', code: 'earlier_period_first', message };
}

async function release(ctx: TxContext, open: Waiting[]): Promise<void> {
  await ctx.db.billingPeriod.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { needsRelease: false, releasedAt: ctx.now, releasedById: actingStaff(ctx).id, updatedAt: ctx.now },
  });
  await ctx.audit(
    open.map(({ id, accountId }) => ({
      action: 'billing_period.release',
      entityType: 'BillingPeriod' as const,
      entityId: id,
      accountId,
      changes: { needs_release: { before: true, after: false } },
    })),
  );
  const { timeZone } = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
  const due = open.filter(
    ({ periodStart, contract }) => periodStart <= dateIn(contract.account.timeZone ?? timeZone, ctx.now),
  );
  for (const round of rounds(due)) await issuePeriods(ctx, round);
}

/** One period of each account at a time: the numbers of an account follow the order of its periods. */
function rounds(due: Waiting[]): Waiting[][] {
  const all: Waiting[][] = [];
  const taken = new Map<number, number>();
  for (const period of due) {
    const round = taken.get(period.accountId) ?? 0;
    taken.set(period.accountId, round + 1);
    all[round] = [...(all[round] ?? []), period];
  }
  return all;
}
