import { z } from 'zod';
import { dateText, laterOf } from '../core/calendar.js';
import { calendarDate } from '../core/fields.js';
import type { Outcome } from '../core/outcome.js';
import type { BilledContract } from './load-contracts.js';
import { type BillingSpan, firstDayNotInvoiced, planContract } from './plan-contract.js';
import type { PlannedPeriod } from './schedule.js';

/** How staff want contracts to be billed. */
export const billingTerms = z.object({
  startDate: calendarDate.optional(),
  endDate: calendarDate.optional(),
  frequency: z.enum(['monthly', 'quarterly', 'custom'], 'Please choose how often invoices are issued.'),
  /** For a custom frequency; without it an invoice covers the longest span of an item. */
  intervalMonths: z.int().min(1, 'Please give 1 to 24 months.').max(24, 'Please give 1 to 24 months.').optional(),
  autoRenew: z.boolean().default(false),
  manualRelease: z.boolean().default(false),
});

export type BillingTerms = z.output<typeof billingTerms>;

export interface ReadyContract {
  billed: BilledContract;
  billing: BillingSpan;
  periods: PlannedPeriod[];
  /** Months of items that begin after the last day billed. */
  leftOver: number;
}

const MONTHS = { monthly: 1, quarterly: 3 } as const;
const LONGEST_SCHEDULE = 600;

/** Parts contracts into those for which billing can be enabled, with their plans, and outcomes that say why not. */
export function sortOutEnabling(
  ids: number[],
  contracts: BilledContract[],
  terms: BillingTerms,
): { ready: ReadyContract[]; setAside: Outcome[] } {
  const found = new Map(contracts.map((billed) => [billed.contract.id, billed]));
  const ready: ReadyContract[] = [];
  const setAside: Outcome[] = [];
  for (const id of ids) {
    const billed = found.get(id);
    const outcome = billed === undefined ? missing(id) : obstacle(billed);
    if (billed === undefined || outcome !== null) {
      if (outcome !== null) setAside.push(outcome);
      continue;
    }
    const planned = plan(billed, terms);
    if ('outcome' in planned) setAside.push(planned);
    else ready.push(planned);
  }
  return { ready, setAside };
}

function missing(id: number): Outcome {
  return { id, outcome: 'missing', code: 'not_found', message: `Contract ${id} does not exist.` };
}

function obstacle({ contract, account }: BilledContract): Outcome | null {
  const { id, number, status } = contract;
  if (contract.billingEnabled) {
    return { id, outcome: 'already', code: 'already_enabled', message: `Billing of ${number} is enabled already.` };
  }
  if (status !== 'signed' && status !== 'active') {
    const message = `${number} is ${status}; only a signed or active contract can be billed.`;
    return { id, outcome: 'refused', code: 'contract_not_signed', message };
  }
  if (account.status === 'cancelled') {
    const message = `The account “${account.name}” is cancelled.`;
    return { id, outcome: 'refused', code: 'account_cancelled', message };
  }
  return null;
}

function plan(billed: BilledContract, terms: BillingTerms): ReadyContract | Outcome {
  const { id, number } = billed.contract;
  const billing = spanFor(billed, terms);
  if (billing.start > billing.end) {
    const message = `${number} could be billed from ${dateText(billing.start)} on, but billing would end on ${dateText(billing.end)}.`;
    return { id, outcome: 'refused', code: 'nothing_to_bill', message };
  }
  const { periods, leftOver } = planContract(billed, billing);
  if (periods.length === 0 || periods.length > LONGEST_SCHEDULE) {
    const message =
      periods.length === 0
        ? `${number} has nothing to invoice between ${dateText(billing.start)} and ${dateText(billing.end)}.`
        : `${number} would have more than ${LONGEST_SCHEDULE} invoices. Please give an earlier end.`;
    return { id, outcome: 'refused', code: 'nothing_to_bill', message };
  }
  return { billed, billing, periods, leftOver };
}

/** Once something is invoiced, from the first day that is not: no day is left out or billed twice. Never after the contract's own end: beyond it nobody has signed. */
function spanFor(billed: BilledContract, terms: BillingTerms): BillingSpan {
  const { contract, signed } = billed;
  const inForce = signed.at(-1);
  if (inForce === undefined) throw new Error(`${contract.number} is ${contract.status} without a signed version`);
  const lastDay =
    contract.billingEndDate === null ? inForce.endDate : laterOf(inForce.endDate, contract.billingEndDate);
  const end = terms.endDate !== undefined && terms.endDate < lastDay ? terms.endDate : lastDay;
  const longest = Math.max(...inForce.items.map(({ billingPeriodMonths }) => billingPeriodMonths), 1);
  return {
    start: firstDayNotInvoiced(billed) ?? terms.startDate ?? inForce.startDate,
    end,
    intervalMonths: terms.frequency === 'custom' ? (terms.intervalMonths ?? longest) : MONTHS[terms.frequency],
  };
}
