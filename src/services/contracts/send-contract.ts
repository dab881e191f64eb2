import { z } from 'zod';
import { type BilledContract, loadContracts } from '../billing-periods/load-contracts.js';
import { actingStaff, type TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { getRecipient } from '../users/get-recipient.js';
import { canonicalOf, contentOf, emptyFields, type VersionFacts } from './canonical.js';
import { mailSignerInTurn } from './contract-mails.js';
import { insistOnDraft } from './edit-draft.js';
import { KNOWN_FIELDS, ownFields } from './fill-fields.js';
import { type LockedContract, lockContract, versionOf, type WholeVersion } from './lock-contract.js';
import { planVersion } from './plan-version.js';

/**
 * Sends a draft to be signed: freezes text, items, schedule, consent and signers in one canonical form with its SHA-256,
 * and asks the first signer. From here on any change is a further version. Locks the account.
 */
export const sendContract = operation({
  name: 'contract.send',
  permission: 'contracts.write',
  input: z.object({ versionId: id, version: id }),
  async run(ctx, { versionId, version: seen }): Promise<{ documentSha256: string }> {
    const locked = await lockContract(ctx, { versionId });
    const { contract } = locked;
    const draft = versionOf(locked, versionId);
    insistOnDraft(draft, seen);
    if (contract.status === 'terminated' || contract.status === 'completed') {
      throw new Refusal('conflict', 'contract_ended', `${contract.number} is ${contract.status}.`);
    }
    await insistOnSendable(ctx, draft);
    const canonical = await canonicalFor(ctx, locked, draft);
    await ctx.db.contractVersion.update({
      where: { id: versionId },
      data: { ...canonical, status: 'sent', sentAt: ctx.now, sentById: actingStaff(ctx).id },
    });
    if (contract.status === 'draft') {
      await ctx.db.contract.update({ where: { id: contract.id }, data: { status: 'sent' } });
    }
    await ctx.audit({
      action: 'contract.send',
      entityType: 'ContractVersion',
      entityId: versionId,
      accountId: contract.accountId,
      changes: {
        status: { before: 'draft', after: 'sent' },
        document_sha256: { after: canonical.documentSha256 },
        signers: { after: draft.signers.map(({ email }) => email).join(', ') },
      },
    });
    await mailSignerInTurn(ctx, contract, draft, 'request');
    return { documentSha256: canonical.documentSha256 };
  },
});

async function insistOnSendable(ctx: TxContext, draft: WholeVersion): Promise<void> {
  const values = fieldValuesOf(draft);
  const missing = ownFields(draft.body).filter((name) => (values[name] ?? '').trim() === '');
  if (missing.length > 0) throw notReady('fields_missing', `Please fill in: ${missing.join(', ')}.`);
  if (!draft.signers.some(({ party }) => party === 'account')) {
    throw notReady(
      'no_signer',
      'Please name who signs for the account. Only people with the right to sign can be named.',
    );
  }
  if (draft.signers.at(-1)?.party !== 'seller') {
    throw notReady('no_countersigner', 'Please name the colleague who countersigns.');
  }
  if (draft.items.length === 0) throw notReady('no_items', 'Please add at least one line item.');
  const may = await ctx.db.user.findMany({
    where: { accountId: draft.accountId, removedAt: null, canSignContracts: true },
    select: { id: true },
  });
  const allowed = new Set(may.map(({ id }) => id));
  const lost = draft.signers.find(({ userId }) => userId !== null && !allowed.has(userId));
  if (lost !== undefined)
    throw notReady('may_not_sign', `${lost.name} may not sign for the account any more. Please choose again.`);
}

function notReady(code: string, message: string): Refusal {
  return new Refusal('rule_violated', code, message);
}

async function canonicalFor(ctx: TxContext, locked: LockedContract, draft: WholeVersion) {
  const { contract } = locked;
  const [billed] = await loadContracts(ctx, [contract.id]);
  const { periods, leftOver } = planVersion(billed ?? null, contract.currency, draft);
  if (leftOver > 0) {
    const message = `${leftOver} ${leftOver === 1 ? 'month' : 'months'} of the line items would begin after the contract's last day and never be invoiced. Please set a later end or shorter items.`;
    throw notReady('items_beyond_end', message);
  }
  const facts: VersionFacts = {
    contract,
    version: { ...draft, fieldValues: fieldValuesOf(draft) },
    ...(await parties(ctx, billed)),
    items: draft.items,
    signers: draft.signers,
    periods,
    now: ctx.now,
  };
  const empty = emptyFields(facts).map((name) => `${KNOWN_FIELDS[name]} ({{${name}}})`);
  if (empty.length > 0) {
    const message = `Nothing is known for: ${empty.join(', ')}. Please complete the account or the seller, or take the field out of the text.`;
    throw notReady('fields_empty', message);
  }
  return canonicalOf(contentOf(facts));
}

async function parties(ctx: TxContext, billed: BilledContract | undefined) {
  if (billed === undefined) throw new Error('a contract without its account');
  const { account } = billed;
  const recipient = await getRecipient(ctx, account.id);
  return {
    account,
    accountEmail: recipient.email,
    seller: await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } }),
  };
}

const fieldValues = z.record(z.string(), z.string());

export function fieldValuesOf({ fieldValues: stored }: Pick<WholeVersion, 'fieldValues'>): Record<string, string> {
  return fieldValues.parse(stored);
}
