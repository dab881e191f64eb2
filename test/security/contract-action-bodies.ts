import { pauseLineItem } from '../../src/services/contracts/change-line-item.js';
import {
  billedContract,
  draftedContract,
  sendDraft,
  sentContract,
  signedContract,
  signNext,
} from '../support/contract-factories.js';
import { staff } from '../support/factories.js';
import { type ActionBody, type ActionName, type Body, next, REASON, type Stage } from './action-body.js';

export const OUTSIDE_ID = () => ({ provider: 'other', external_id: `ERP-${next()}` });

const FROM = { from: '2026-06-01' };
const TERMS = { start_date: '2026-04-01', frequency: 'monthly', auto_renew: 'false', manual_release: 'true' };

/** The actions on contracts and on what belongs to them. */
export const CONTRACT_ACTION_BODIES = {
  'Contract.newContract': {
    async body({ colleague, tenant }) {
      const path = `/resources/Contract/actions/newContract?account_id=${tenant.accountId}`;
      const { draft } = editorOf((await colleague.get(path)).body.preview);
      return { ...draft, title: 'Care for a year' };
    },
  },
  'Contract.editDraft': {
    on: drafted,
    async body({ colleague }, id) {
      const { preview } = (await colleague.get(`/resources/Contract/records/${id}/editDraft`)).body;
      const { draft, edited } = editorOf(preview);
      return { ...draft, title: 'Care for longer', version: edited?.version, version_id: edited?.versionId };
    },
  },
  'Contract.reviseContract': { on: signed },
  'Contract.addLineItem': {
    on: signed,
    body: { item_type: 'custom', description: 'Rooms', amount: '10.00', billing_period_months: '1' },
  },
  'Contract.sendContract': { on: drafted },
  'Contract.remindSigner': { on: sent },
  'Contract.terminateContract': { on: sent, body: REASON },
  'Contract.countersign': {
    on: toCountersign,
    async body({ server }, contractId) {
      const version = await server.prisma.contractVersion.findFirstOrThrow({ where: { contractId } });
      return {
        version_id: version.id,
        document_sha256: version.documentSha256,
        typed_name: 'Farah Siddiqui',
        consent: true,
      };
    },
  },
  'Contract.declineAsSeller': { on: toCountersign, body: REASON },
  'Contract.enableBilling': { on: signed, body: TERMS },
  'Contract.disableBilling': { on: billed, body: REASON },
  'Contract.setAutoRenew': { on: billed, body: { auto_renew: 'true' } },
  'Contract.bulkEnableBilling': { on: signed, body: TERMS },
  'Contract.bulkDisableBilling': { on: billed, body: REASON },
  'Contract.linkOutside': { on: drafted, body: OUTSIDE_ID },
  'ContractLineItem.pauseLineItem': { on: itemInForce, body: FROM },
  'ContractLineItem.resumeLineItem': { on: pausedItem, body: FROM },
  'ContractLineItem.completeLineItem': { on: itemInForce, body: FROM },
  'BillingPeriod.releasePeriod': { on: waitingPeriod },
  'BillingPeriod.releasePeriods': { on: waitingPeriod },
  'BillingPeriod.linkOutside': { on: waitingPeriod, body: OUTSIDE_ID },
} as const satisfies Partial<Record<ActionName, ActionBody>>;

/** What the contract editor was handed, to send it back as a form. */
function editorOf(preview: Record<string, unknown> = {}) {
  return preview.page as { draft: Body; edited: { version: number; versionId: number } | null };
}

async function drafted({ server, tenant }: Stage): Promise<number> {
  return (await draftedContract(server, tenant)).contractId;
}

async function sent({ server, tenant }: Stage): Promise<number> {
  return (await sentContract(server, tenant)).contractId;
}

/** The customer has signed; the colleague is next. */
async function toCountersign({ server, tenant, colleague }: Stage): Promise<number> {
  const signers = [{ userId: tenant.userId }, { staffUserId: colleague.staff.id }];
  const { contractId, versionId } = await draftedContract(server, tenant, { signers });
  await sendDraft(server, versionId);
  await signNext(server, versionId);
  return contractId;
}

async function signed({ server, tenant }: Stage): Promise<number> {
  return (await signedContract(server, tenant)).contractId;
}

async function billed({ server, tenant }: Stage): Promise<number> {
  return (await billedContract(server, tenant)).contractId;
}

async function itemInForce(stage: Stage): Promise<number> {
  const contractId = await signed(stage);
  return (await stage.server.prisma.contractLineItem.findFirstOrThrow({ where: { contractId } })).id;
}

async function pausedItem(stage: Stage): Promise<number> {
  const lineItemId = await itemInForce(stage);
  await pauseLineItem(await staff(stage.server, 'finance'), { lineItemId, from: '2026-05-01' });
  return lineItemId;
}

async function waitingPeriod({ server, tenant }: Stage): Promise<number> {
  const { contractId } = await billedContract(server, tenant, {}, { manualRelease: true });
  const first = { where: { contractId }, orderBy: { periodStart: 'asc' } } as const;
  return (await server.prisma.billingPeriod.findFirstOrThrow(first)).id;
}
