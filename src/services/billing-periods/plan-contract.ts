import { addDays, addMonths, laterOf } from '../core/calendar.js';
import type { BilledContract } from './load-contracts.js';
import {
  type BilledVersion,
  type DueMonth,
  dueMonths,
  layOut,
  monthKey,
  type PlannedPeriod,
  type Span,
  spansOf,
} from './schedule.js';

/** The part of a contract that its plan rests on. */
export interface PlannableContract extends Pick<BilledContract, 'versions' | 'periods' | 'billed'> {
  contract: { currency: string };
}

export interface BillingSpan extends Span {
  intervalMonths: number;
}

/** The day after the last period that has an invoice; null when none has. */
export function firstDayNotInvoiced({ periods }: PlannableContract): Date | null {
  const invoiced = periods.filter(({ status }) => status === 'invoiced' || status === 'paid');
  const last = invoiced.at(-1);
  return last === undefined ? null : addDays(last.periodEnd, 1);
}

/** What billing has been enabled with; null before. */
export function billingSpan({ contract }: BilledContract): BillingSpan | null {
  const { billingStartDate: start, billingEndDate: end, billingIntervalMonths: intervalMonths } = contract;
  return start === null || end === null || intervalMonths === null ? null : { start, end, intervalMonths };
}

/**
 * The periods that are to come, from the first day not yet invoiced, beside earlier ones that still wait: for release, or
 * because their invoice was voided. Days without anything to invoice get no period.
 */
export function planContract(
  billed: PlannableContract,
  billing: BillingSpan,
): { periods: PlannedPeriod[]; leftOver: number; unplaced: number } {
  const notInvoiced = firstDayNotInvoiced(billed);
  const from = notInvoiced === null ? billing.start : laterOf(billing.start, notInvoiced);
  const spans = [...waitingBefore(billed, from), ...spansOf(billing).filter(({ start }) => start >= from)];
  const months = dueMonths(billed.versions, { currency: billed.contract.currency, until: billing.end });
  const periods = layOut(spans, months, billed.billed);
  const unplaced = monthsUnplaced(months, periods, billed.billed);
  return {
    periods: periods.filter(({ net }) => net.gt(0)),
    leftOver: monthsLeftOver(billed.versions, months) + unplaced,
    unplaced,
  };
}

/**
 * The same, with billing prolonged where months came to begin in days that are invoiced already and no period is left
 * to bill them: they fall into the next one of the rhythm.
 */
export function planWholly(
  billed: BilledContract,
  billing: BillingSpan,
): { billing: BillingSpan; periods: PlannedPeriod[] } {
  const { periods, unplaced } = planContract(billed, billing);
  const from = firstDayNotInvoiced(billed);
  if (unplaced === 0 || from === null) return { billing, periods };
  const end = addDays(addMonths(from, billing.intervalMonths, from.getUTCDate()), -1);
  const longer = { ...billing, end: laterOf(billing.end, end) };
  return { billing: longer, periods: planContract(billed, longer).periods };
}

function monthsUnplaced(months: DueMonth[], periods: PlannedPeriod[], billed: ReadonlySet<string>): number {
  const placed = new Set(
    periods.flatMap(({ lines }) => lines.flatMap((line) => line.months.map((index) => monthKey(line.rootId, index)))),
  );
  return months
    .filter(({ gross, discount }) => gross.gt(discount))
    .map(({ item, index }) => monthKey(item.rootId, index))
    .filter((key) => !billed.has(key) && !placed.has(key)).length;
}

function waitingBefore({ periods }: PlannableContract, day: Date): Span[] {
  return periods
    .filter(({ status, periodStart }) => status === 'pending' && periodStart < day)
    .map(({ periodStart, periodEnd }) => ({ start: periodStart, end: periodEnd }));
}

/** Months of fixed items in force that do not begin before billing ends; those of a paused one wait for its resumption. */
function monthsLeftOver(versions: BilledVersion[], months: DueMonth[]): number {
  const begun = new Map<number, number>();
  for (const { item } of months) begun.set(item.rootId, (begun.get(item.rootId) ?? 0) + 1);
  const open = versions
    .at(-1)
    ?.items.filter(({ isRecurring, completedFrom }) => !isRecurring && completedFrom === null)
    .filter(({ pauses }) => pauses.at(-1)?.to !== null);
  return (open ?? []).reduce(
    (sum, item) => sum + Math.max(0, item.billingPeriodMonths - (begun.get(item.rootId) ?? 0)),
    0,
  );
}
