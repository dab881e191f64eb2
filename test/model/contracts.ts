import { type Account, type Contract, holds, mayUse, type Period, type Version } from './account.js';
import type { Deed } from './deeds.js';

/** What is meant to become of contracts and their billing periods. */
export const CONTRACT_MOVES = {
  draft(account: Account, { person, colleague }: Deed): boolean {
    if (account.status === 'cancelled' || account.status === 'rejected' || !holds(account, person, 'signs'))
      return false;
    account.contracts.push({ status: 'draft', billed: false, versions: [newVersion(person, colleague)] });
    return true;
  },
  send(account: Account, deed: Deed): boolean {
    const { contract, newest } = at(account, deed);
    if (contract.status === 'terminated' || newest?.status !== 'draft') return false;
    if (!holds(account, newest.signer, 'signs')) return false;
    newest.status = 'sent';
    if (contract.status === 'draft') contract.status = 'sent';
    return true;
  },
  sign(account: Account, deed: Deed): boolean {
    const { newest } = at(account, deed);
    if (!isTurnOf(account, newest, deed.by)) return false;
    newest.signatures = 1;
    return true;
  },
  decline(account: Account, deed: Deed): boolean {
    const { contract, newest } = at(account, deed);
    return isTurnOf(account, newest, deed.by) && endSent(contract, newest, 'declined');
  },
  countersign(account: Account, deed: Deed): boolean {
    const { contract, newest } = at(account, deed);
    if (!isTurnOfColleague(newest, deed.colleague)) return false;
    Object.assign(newest, { status: 'signed', signatures: 2 });
    if (contract.status === 'sent') contract.status = 'signed';
    return true;
  },
  declineAsSeller(account: Account, deed: Deed): boolean {
    const { contract, newest } = at(account, deed);
    return isTurnOfColleague(newest, deed.colleague) && endSent(contract, newest, 'declined');
  },
  revise(account: Account, deed: Deed): boolean {
    const { contract, newest } = at(account, deed);
    if (newest === undefined || contract.status === 'terminated' || newest.status === 'draft') return false;
    if (newest.status === 'sent') endSent(contract, newest, 'superseded');
    contract.versions.push(newVersion(newest.signer, newest.colleague));
    return true;
  },
  addItem(account: Account, deed: Deed): boolean {
    return at(account, deed).newest?.status === 'draft' || CONTRACT_MOVES.revise(account, deed);
  },
  terminate(account: Account, deed: Deed): boolean {
    return terminate(account, deed.contract);
  },
  enableBilling(account: Account, { contract: place, manual }: Deed): boolean {
    const contract = account.contracts[place];
    if (contract === undefined || contract.billed || !['signed', 'active'].includes(contract.status)) return false;
    Object.assign(contract, { status: 'active', billed: true });
    const open = openPeriods(account, place);
    for (const month of [0, 1, 2].filter((each) => !open.some((period) => period.month === each)))
      account.periods.push({ contract: place, month, status: 'pending', needsRelease: manual, wasInvoiced: false });
    return true;
  },
  disableBilling(account: Account, { contract: place }: Deed): boolean {
    const contract = account.contracts[place];
    // An invoice that is voided afterwards leaves a period behind, which is stopped the same way.
    if (contract === undefined || (!contract.billed && pending(account, place).length === 0)) return false;
    stopBilling(account, place);
    return true;
  },
  release(account: Account, { contract: place, month }: Deed): boolean {
    const waiting = pending(account, place).filter(({ needsRelease }) => needsRelease);
    const period = waiting.find((each) => each.month === month);
    if (period === undefined || account.contracts[place]?.status !== 'active') return false;
    const isFirst = !waiting.some((each) => each.month < month && !each.wasInvoiced);
    if (!isFirst && !period.wasInvoiced) return false;
    period.needsRelease = false;
    if (hasCome(period)) invoice(account, period);
    return true;
  },
};

/** One round of the job: the first period of each account that has come and waits for nobody. */
export function invoiceFirstDue(account: Account): boolean {
  const due = account.periods.find(
    (period) =>
      period.status === 'pending' &&
      !period.needsRelease &&
      hasCome(period) &&
      account.contracts[period.contract]?.status === 'active',
  );
  if (due !== undefined) invoice(account, due);
  return due !== undefined;
}

/** A period goes where its invoice went; voided, it waits until staff release it again. */
export function followInvoice(account: Account, invoiceIndex: number): void {
  const { period: place = null, status } = account.invoices[invoiceIndex] ?? {};
  const period = place === null ? undefined : account.periods[place];
  if (period === undefined) return;
  period.status = status === 'paid' ? 'paid' : 'pending';
  if (status === 'void') period.needsRelease = true;
}

export function terminate(account: Account, place: number): boolean {
  const contract = account.contracts[place];
  if (contract === undefined || contract.status === 'terminated') return false;
  if (contract.status === 'active') stopBilling(account, place);
  const newest = contract.versions.at(-1);
  if (newest?.status === 'sent') endSent(contract, newest, 'superseded');
  contract.status = 'terminated';
  return true;
}

const NOTHING: Contract = { status: 'terminated', billed: false, versions: [] };

function at(account: Account, { contract: place }: Deed): { contract: Contract; newest: Version | undefined } {
  const contract = account.contracts[place] ?? NOTHING;
  return { contract, newest: contract.versions.at(-1) };
}

function newVersion(signer: number, colleague: number): Version {
  return { status: 'draft', signer, colleague, signatures: 0 };
}

function isTurnOf(account: Account, version: Version | undefined, by: number): version is Version {
  if (!mayUse(account) || !holds(account, by, 'signs')) return false;
  return version?.status === 'sent' && version.signatures === 0 && version.signer === by;
}

function isTurnOfColleague(version: Version | undefined, colleague: number): version is Version {
  return version?.status === 'sent' && version.signatures === 1 && version.colleague === colleague;
}

/** Until one version is signed the contract follows its newest one. */
function endSent(contract: Contract, version: Version, to: 'declined' | 'superseded'): true {
  version.status = to;
  if (contract.status === 'sent') contract.status = 'draft';
  return true;
}

function openPeriods(account: Account, place: number): Period[] {
  return account.periods.filter(({ contract, status }) => contract === place && status !== 'cancelled');
}

function pending(account: Account, place: number): Period[] {
  return openPeriods(account, place).filter(({ status }) => status === 'pending');
}

function stopBilling(account: Account, place: number): void {
  for (const period of pending(account, place)) period.status = 'cancelled';
  Object.assign(account.contracts[place] ?? {}, { billed: false });
}

function hasCome({ month }: Period): boolean {
  return month === 0;
}

function invoice(account: Account, period: Period): void {
  Object.assign(period, { status: 'invoiced', wasInvoiced: true });
  account.invoices.push({ total: 30, plan: null, period: account.periods.indexOf(period), status: 'pending' });
}
