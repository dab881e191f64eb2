import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id, requiredLine } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { contractTerms } from './contract-terms.js';
import { lockContract, versionOf, type WholeVersion } from './lock-contract.js';
import { checkTerms, insistOnNamed, versionData, writeDraft } from './write-draft.js';

/**
 * Changes a draft version as a whole. Refused when somebody else has changed it since it was read, and once it was sent:
 * then a further version is needed. Locks the account.
 */
export const editDraft = operation({
  name: 'contract.edit_draft',
  permission: 'contracts.write',
  input: z.object({
    versionId: id,
    version: id,
    title: requiredLine(255, 'Please give the contract a title.').optional(),
    terms: contractTerms,
  }),
  async run(ctx, { versionId, version: seen, title, terms }): Promise<void> {
    const locked = await lockContract(ctx, { versionId });
    const { contract } = locked;
    const draft = versionOf(locked, versionId);
    insistOnDraft(draft, seen);
    checkTerms(contract, terms);
    await insistOnNamed(ctx, { contractId: contract.id, versionId }, terms);
    await ctx.db.contractVersion.update({
      where: { id: versionId },
      data: {
        ...versionData(
          { ...terms, effectiveFrom: draft.number === 1 ? null : (terms.effectiveFrom ?? draft.effectiveFrom) },
          draft.discountPercent,
        ),
        version: { increment: 1 },
      },
    });
    if (title !== undefined && title !== contract.title) {
      await ctx.db.contract.update({ where: { id: contract.id }, data: { title } });
    }
    const { accountId, currency } = contract;
    await writeDraft(ctx, { accountId, contractId: contract.id, versionId, currency }, terms);
    await ctx.audit({
      action: 'contract.edit_draft',
      entityType: 'ContractVersion',
      entityId: versionId,
      accountId,
      changes: { version: { after: draft.number }, items: { before: draft.items.length, after: terms.items.length } },
    });
  },
});

export function insistOnDraft(draft: WholeVersion, seen: number): void {
  if (draft.status !== 'draft') {
    throw new Refusal(
      'conflict',
      'version_sent',
      `Version ${draft.number} is ${draft.status}. A change now is a further version: choose “New version”.`,
    );
  }
  if (draft.version !== seen) {
    throw new Refusal(
      'conflict',
      'stale',
      'Somebody else has changed this draft since you opened it. Please load it again and repeat your changes.',
    );
  }
}
