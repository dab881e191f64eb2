import { addDays, addMonths } from '../core/calendar.js';
import type { BilledContract } from './load-contracts.js';
import { type BillingSpan, billingSpan, planContract } from './plan-contract.js';
import type { PlannedPeriod } from './schedule.js';
import { spansOf } from './schedule.js';

/** A whole term of months or of days, counted from the version in force. */
function endOfNextTerm({ signed }: BilledContract, end: Date): Date {
  const inForce = signed.at(-1);
  if (inForce === undefined) throw new Error('a contract without a signed version is not renewed');
  const { startDate, endDate } = inForce;
  const anchor = startDate.getUTCDate();
  const months =
    (endDate.getUTCFullYear() - startDate.getUTCFullYear()) * 12 + endDate.getUTCMonth() - startDate.getUTCMonth() + 1;
  for (const count of [months, months - 1]) {
    if (count > 0 && addDays(addMonths(startDate, count, anchor), -1).getTime() === endDate.getTime()) {
      return addDays(addMonths(addDays(end, 1), count, anchor), -1);
    }
  }
  return new Date(end.getTime() + endDate.getTime() - startDate.getTime() + addDays(new Date(0), 1).getTime());
}

/**
 * What renewing a contract once more would add: the same term again. Null when no recurring item would bill anything in
 * it; then there is nothing to renew.
 */
export function nextTerm(billed: BilledContract): { billing: BillingSpan; periods: PlannedPeriod[] } | null {
  const present = billingSpan(billed);
  if (present === null) return null;
  const end = endOfNextTerm(billed, present.end);
  // A last period that was cut short ends the old rhythm; the new term begins its own.
  const isCutShort = spansOf({ ...present, end }).every(({ end: last }) => last.getTime() !== present.end.getTime());
  const start = isCutShort ? addDays(present.end, 1) : present.start;
  const billing = { ...present, start, end };
  const { periods } = planContract(billed, billing);
  return periods.some((period) => period.start > present.end) ? { billing, periods } : null;
}
