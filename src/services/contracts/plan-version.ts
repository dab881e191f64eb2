import type { ContractLineItem, ContractVersion } from '@prisma/client';
import { type BilledContract, billedVersion, rootsOf } from '../billing-periods/load-contracts.js';
import {
  type BillingSpan,
  billingSpan,
  type PlannableContract,
  planContract,
} from '../billing-periods/plan-contract.js';
import type { PlannedPeriod } from '../billing-periods/schedule.js';
import { laterOf } from '../core/calendar.js';

type DraftVersion = Pick<
  ContractVersion,
  'startDate' | 'endDate' | 'intervalMonths' | 'discountPercent' | 'effectiveFrom'
> & { items: ContractLineItem[] };

/**
 * All invoices to come once this version is signed: in the rhythm it asks for, or, while billing runs, in the rhythm
 * that billing has, beside what the versions before it bill.
 */
export function planVersion(
  contract: BilledContract | null,
  currency: string,
  draft: DraftVersion,
): { periods: PlannedPeriod[]; leftOver: number } {
  const before = contract?.signed.flatMap(({ items }) => items) ?? [];
  const items = draft.items.map((item) => asWorkGoes(item, before));
  const plannable: PlannableContract = {
    contract: { currency },
    versions: [...(contract?.versions ?? []), billedVersion({ ...draft, items }, rootsOf([...before, ...items]))],
    periods: contract?.periods ?? [],
    billed: contract?.billed ?? new Set(),
  };
  return planContract(plannable, spanOf(contract, draft));
}

/** Pauses and completion are not written into a draft: they are those of the item that it carries on. */
function asWorkGoes(item: ContractLineItem, before: ContractLineItem[]): ContractLineItem {
  const carriedOn = item.continuesId === null ? undefined : before.find(({ id }) => id === item.continuesId);
  return carriedOn === undefined ? item : { ...item, pauses: carriedOn.pauses, completedFrom: carriedOn.completedFrom };
}

function spanOf(contract: BilledContract | null, draft: DraftVersion): BillingSpan {
  const running = contract?.contract.billingEnabled ? billingSpan(contract) : null;
  if (running === null) return { start: draft.startDate, end: draft.endDate, intervalMonths: draft.intervalMonths };
  return { ...running, end: laterOf(running.end, draft.endDate) };
}
