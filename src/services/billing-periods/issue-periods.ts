import { dayWords } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { moneyString } from '../core/money.js';
import { followInvoices } from '../invoices/follow-invoices.js';
import type { InvoiceOrder } from '../invoices/invoice-order.js';
import { issueInvoices } from '../invoices/issue-invoices.js';
import { type BilledContract, loadContracts } from './load-contracts.js';
import { billingSpan, planContract } from './plan-contract.js';
import { replanVoided } from './replan-voided.js';
import type { PlannedPeriod } from './schedule.js';

interface DuePeriod {
  id: number;
  billed: BilledContract;
  planned: PlannedPeriod;
}

/**
 * Issues the invoices of pending periods, at most one per account, under locks that the caller holds: a line per item,
 * the discount, frozen buyer and seller. Periods that are not pending any more are left alone. Answers how many.
 */
export async function issuePeriods(ctx: TxContext, periods: { id: number; contractId: number }[]): Promise<number> {
  const contractIds = [...new Set(periods.map(({ contractId }) => contractId))];
  let contracts = await loadContracts(ctx, contractIds);
  if (await replanVoided(ctx, contracts)) contracts = await loadContracts(ctx, contractIds);
  const wanted = new Set(periods.map(({ id }) => id));
  const due = contracts.flatMap((billed) => duePeriods(billed, wanted));
  if (due.length === 0) return 0;
  const invoices = await issueInvoices(ctx, due.map(orderFor));
  await followInvoices(
    ctx,
    invoices.map(({ id }) => id),
  );
  await startItems(ctx, due);
  await ctx.audit(
    due.map(({ id, billed: { contract }, planned }, index) => ({
      action: 'billing_period.invoice',
      entityType: 'BillingPeriod' as const,
      entityId: id,
      accountId: contract.accountId,
      changes: {
        status: { before: 'pending', after: 'invoiced' },
        invoice: { after: `${invoices[index]?.number} over ${moneyString(planned.net, contract.currency)}` },
      },
    })),
  );
  return due.length;
}

/** What a period bills is worked out again from the items as they are now; its total says the same, or nothing commits. */
function duePeriods(billed: BilledContract, wanted: ReadonlySet<number>): DuePeriod[] {
  const billing = billingSpan(billed);
  if (billing === null) return [];
  const { periods } = planContract(billed, billing);
  return billed.periods.flatMap((period): DuePeriod[] => {
    if (!wanted.has(period.id) || period.status !== 'pending') return [];
    const planned = periods.find(({ start }) => start.getTime() === period.periodStart.getTime());
    if (planned === undefined || !planned.net.eq(period.totalAmount)) {
      throw new Error(`billing period ${period.id} says ${period.totalAmount}, its items ${planned?.net ?? 'nothing'}`);
    }
    return [{ id: period.id, billed, planned }];
  });
}

function orderFor({ id, billed, planned }: DuePeriod): InvoiceOrder {
  const { contract } = billed;
  return {
    accountId: contract.accountId,
    currency: contract.currency,
    billingPeriodId: id,
    lines: planned.lines.map((line) => ({
      description: line.description,
      detail: `${contract.number}, ${dayWords(planned.start)} to ${dayWords(planned.end)}`,
      quantity: 1,
      unitAmount: line.gross,
      credits: 0,
      contractItem: { id: line.itemId, months: line.months },
    })),
    ...(planned.discount.isZero()
      ? {}
      : { discount: { amount: planned.discount, description: discountText(billed, planned) } }),
  };
}

/** The percentage is that of the version which bills a line; lines of two versions may have two, and then none is named. */
function discountText({ signed }: BilledContract, { lines }: PlannedPeriod): string {
  const billing = signed.filter(({ items }) => items.some(({ id }) => lines.some(({ itemId }) => itemId === id)));
  const [percent, ...others] = new Set(billing.map(({ discountPercent }) => discountPercent.toFixed()));
  return percent === undefined || others.length > 0 ? 'Discount' : `Discount ${percent} %`;
}

/** An item works from its first invoice on. */
async function startItems(ctx: TxContext, due: DuePeriod[]): Promise<void> {
  const itemIds = due.flatMap(({ planned }) => planned.lines.map(({ itemId }) => itemId));
  await ctx.db.contractLineItem.updateMany({
    where: { id: { in: itemIds }, status: 'pending' },
    data: { status: 'active' },
  });
}
