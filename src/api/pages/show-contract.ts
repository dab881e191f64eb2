import type { ContractStatus, ContractType, ContractVersionStatus } from '@prisma/client';
import type { CanonicalContent } from '../../services/contracts/canonical.js';
import type { ContractDetail, ContractRow, VersionView } from '../../services/contracts/contract-view.js';
import { Refusal } from '../../services/core/errors.js';
import type { Badge } from './badges.js';
import { contractHref } from './contract-href.js';
import { formatDate, formatDay, formatMoment, groupThousands } from './formats.js';

const STATES: Record<ContractStatus, Badge> = {
  draft: { tone: 'neutral', label: 'Being changed' },
  sent: { tone: 'info', label: 'Being signed' },
  signed: { tone: 'success', label: 'Signed' },
  active: { tone: 'success', label: 'Active' },
  completed: { tone: 'neutral', label: 'Completed' },
  terminated: { tone: 'neutral', label: 'Ended' },
};

export function contractBadge({ status, mySignatureWaits }: Pick<ContractRow, 'status' | 'mySignatureWaits'>): Badge {
  return mySignatureWaits ? { tone: 'warning', label: 'Waits for your signature' } : STATES[status];
}

export function contractRow(contract: ContractRow): object {
  const { nextInvoice, currency } = contract;
  return {
    href: contractHref(contract.id),
    number: contract.number,
    title: contract.title,
    badge: contractBadge(contract),
    runs: runs(contract),
    next:
      nextInvoice === null ? null : { date: formatDay(nextInvoice.date), amount: money(nextInvoice.amount, currency) },
    signHref: contract.mySignatureWaits ? `${contractHref(contract.id)}/sign` : null,
  };
}

/** Calendar dates, the same for everybody. */
function runs({ startDate, endDate }: Pick<ContractRow, 'startDate' | 'endDate'>): string {
  return `${formatDate(startDate, 'UTC')} to ${formatDate(endDate, 'UTC')}`;
}

function money(amount: string, currency: string): string {
  return `${groupThousands(amount)} ${currency}`;
}

export function frequencyWords(months: number): string {
  return months === 1 ? 'every month' : `every ${months} months`;
}

const TYPES: Record<ContractType, string> = {
  onboarding: 'Onboarding',
  engagement: 'Engagement',
  maintenance: 'Maintenance',
};

export function typeWords(type: string): string {
  return new Map<string, string>(Object.entries(TYPES)).get(type) ?? type;
}

export function versionBadge({ status }: Pick<VersionView, 'status'>, isInForce: boolean): Badge {
  return isInForce ? { tone: 'success', label: 'In force' } : VERSION_STATES[status];
}

const VERSION_STATES: Record<ContractVersionStatus, Badge> = {
  draft: { tone: 'neutral', label: 'In preparation' },
  sent: { tone: 'warning', label: 'To be signed' },
  signed: { tone: 'neutral', label: 'Signed' },
  declined: { tone: 'danger', label: 'Declined' },
  superseded: { tone: 'neutral', label: 'Replaced' },
};

export function versionWords(version: VersionView, zone: string): string {
  const sent = version.sentAt === null ? '' : `Sent ${formatDate(version.sentAt, zone)}`;
  const then = {
    draft: '',
    sent: '',
    signed: `signed by everybody ${formatDate(version.signedAt, zone)}`,
    declined: `declined by ${version.declinedByName} ${formatDate(version.declinedAt, zone)}`,
    superseded: `replaced ${formatDate(version.supersededAt, zone)}`,
  }[version.status];
  return [sent, then].filter((words) => words !== '').join(', ');
}

/** The newest signed version is in force; versions come newest first. */
export function versionInForce({ versions }: ContractDetail): VersionView | null {
  return versions.find(({ status }) => status === 'signed') ?? null;
}

export function openVersion({ versions }: ContractDetail): VersionView | null {
  return versions.find(({ status }) => status === 'sent') ?? null;
}

/** The version of an address; what was never sent does not exist for the account. */
export function versionNumbered({ versions }: ContractDetail, number: unknown): VersionView {
  const version = versions.find((one) => String(one.number) === number);
  if (version === undefined) throw new Refusal('not_found', 'version_not_found', 'This version does not exist.');
  return version;
}

/** Whose turn it is in a version that was sent. */
export function signerInTurn({ signers }: VersionView): VersionView['signers'][number] | null {
  return signers.find(({ turn }) => turn) ?? null;
}

export function signerItems(version: VersionView, content: CanonicalContent, zone: string): object[] {
  return version.signers.map((signer) => ({
    name: signer.name,
    isMe: signer.isMe,
    forWhom: signer.party === 'seller' ? content.seller.legal_name : content.buyer.name,
    typedName: signer.typedName ?? '',
    ...standing(version, signer, zone),
  }));
}

function standing(version: VersionView, signer: VersionView['signers'][number], zone: string): object {
  if (signer.signedAt !== null)
    return { state: 'signed', icon: 'check', words: `Signed ${formatMoment(signer.signedAt, zone)}` };
  if (version.status !== 'sent') return { state: 'absent', icon: 'ban', words: 'Did not sign' };
  if (!signer.turn) return { state: 'later', icon: 'clock', words: 'Signs later' };
  return { state: 'turn', icon: 'pen-line', words: signer.isMe ? 'It is your turn' : 'It is their turn' };
}

export function glance(contract: ContractDetail, content: CanonicalContent | null): { label: string; value: string }[] {
  const { currency, nextInvoice } = contract;
  return [
    { label: 'Kind', value: typeWords(contract.contractType) },
    { label: 'Runs', value: runs(contract) },
    ...(content === null
      ? []
      : [
          { label: 'Invoiced', value: frequencyWords(content.interval_months) },
          { label: 'In all', value: money(content.totals.net, currency) },
        ]),
    ...(contract.autoRenew ? [{ label: 'At the end', value: 'renews by itself' }] : []),
    ...(nextInvoice === null
      ? []
      : [{ label: 'Next invoice', value: `${money(nextInvoice.amount, currency)} on ${formatDay(nextInvoice.date)}` }]),
  ];
}
