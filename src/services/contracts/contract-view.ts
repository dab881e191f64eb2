import type { BillingPeriod, Contract, Document } from '@prisma/client';
import { dateText } from '../core/calendar.js';
import { moneyString } from '../core/money.js';
import { type CanonicalContent, contentFrom } from './canonical.js';
import { type SignerState, signerInTurn, type WholeVersion } from './lock-contract.js';

/** Who looks: that decides which signer is oneself. */
export type Viewer = { userId: number } | { staffUserId: number };

export interface VersionView {
  id: number;
  number: number;
  status: WholeVersion['status'];
  sentAt: Date | null;
  signedAt: Date | null;
  declinedAt: Date | null;
  declineReason: string;
  declinedByName: string;
  supersededAt: Date | null;
  documentSha256: string | null;
  effectiveFrom: Date | null;
  /** As it was frozen when it was sent; null for a draft. */
  content: CanonicalContent | null;
  signers: SignerView[];
  document: { status: Document['status']; sha256: string | null } | null;
}

export interface SignerView {
  id: number;
  position: number;
  party: SignerState['party'];
  name: string;
  email: string;
  isMe: boolean;
  /** It is for this one to sign now. */
  turn: boolean;
  signedAt: Date | null;
  typedName: string | null;
}

export type ReadVersion = WholeVersion & { document: Pick<Document, 'status' | 'sha256'> | null };
export type ReadContract = Contract & { versions: ReadVersion[]; periods: BillingPeriod[] };

export function versionView(version: ReadVersion, viewer: Viewer): VersionView {
  const inTurn = version.status === 'sent' ? signerInTurn(version) : null;
  return {
    id: version.id,
    number: version.number,
    status: version.status,
    sentAt: version.sentAt,
    signedAt: version.signedAt,
    declinedAt: version.declinedAt,
    declineReason: version.declineReason,
    declinedByName: version.declinedByName,
    supersededAt: version.supersededAt,
    documentSha256: version.documentSha256,
    effectiveFrom: version.effectiveFrom,
    content: version.canonicalText === null ? null : contentFrom(version.canonicalText),
    signers: version.signers.map((signer) => ({
      id: signer.id,
      position: signer.position,
      party: signer.party,
      name: signer.name,
      email: signer.email,
      isMe: isMe(signer, viewer),
      turn: signer.id === inTurn?.id,
      signedAt: signer.signature?.signedAt ?? null,
      typedName: signer.signature?.typedName ?? null,
    })),
    document: version.document === null ? null : { status: version.document.status, sha256: version.document.sha256 },
  };
}

function isMe(signer: SignerState, viewer: Viewer): boolean {
  return 'userId' in viewer ? signer.userId === viewer.userId : signer.staffUserId === viewer.staffUserId;
}

/** A contract as a row of a list; amounts are strings with their currency's decimals. */
export function contractRow(contract: ReadContract, viewer: Viewer) {
  const { currency, versions, periods } = contract;
  const open = versions.findLast(({ status }) => status === 'sent') ?? null;
  const shown = versions.findLast(({ status }) => status === 'signed') ?? open ?? versions.at(-1);
  const next = periods.find(({ status }) => status === 'pending');
  const signer = open === null ? null : signerInTurn(open);
  return {
    id: contract.id,
    number: contract.number,
    title: contract.title,
    contractType: contract.contractType,
    status: contract.status,
    currency,
    startDate: shown?.startDate ?? null,
    endDate: contract.billingEndDate ?? shown?.endDate ?? null,
    /** Of all invoices to come when it was sent; empty for a draft. */
    total: shown?.canonicalText == null ? '' : contentFrom(shown.canonicalText).totals.net,
    billingEnabled: contract.billingEnabled,
    autoRenew: contract.autoRenew,
    nextInvoice:
      next === undefined ? null : { date: dateText(next.periodStart), amount: moneyString(next.totalAmount, currency) },
    /** It is for the viewer to sign now. */
    mySignatureWaits: signer !== null && isMe(signer, viewer),
    openVersionId: open?.id ?? null,
    terminationReason: contract.terminationReason,
  };
}

export type ContractRow = ReturnType<typeof contractRow>;

export interface ContractDetail extends ContractRow {
  /** Newest first; drafts are for staff only. */
  versions: VersionView[];
}
