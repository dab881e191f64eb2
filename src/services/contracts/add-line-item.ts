import { z } from 'zod';
import { calendarDate, id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { lineItem } from './contract-terms.js';
import { lockContract, versionInForce } from './lock-contract.js';
import { startVersion } from './revise-contract.js';
import { checkTerms } from './write-draft.js';

/**
 * Adds a line item: to the open draft, or to a further version that has to be signed before it is billed. On a running
 * contract it starts on the amendment's day unless it says otherwise. Locks the account.
 */
export const addLineItem = operation({
  name: 'contract.add_line_item',
  permission: 'contracts.write',
  input: z.object({ contractId: id, item: lineItem, effectiveFrom: calendarDate.optional() }),
  async run(ctx, { contractId, item, effectiveFrom }): Promise<{ versionId: number; needsSignature: boolean }> {
    const locked = await lockContract(ctx, { contractId });
    const { contract } = locked;
    const open = locked.versions.find(({ status }) => status === 'draft');
    const { versionId } = open === undefined ? await startVersion(ctx, locked, effectiveFrom) : { versionId: open.id };
    const version = await ctx.db.contractVersion.findUniqueOrThrow({
      where: { id: versionId },
      include: { items: { orderBy: { position: 'asc' } } },
    });
    const startDate = item.startDate ?? version.effectiveFrom ?? version.startDate;
    checkTerms(contract, { ...version, items: [{ ...item, startDate }] });
    await ctx.db.contractLineItem.create({
      data: {
        ...item,
        startDate,
        accountId: contract.accountId,
        contractId,
        versionId,
        currency: contract.currency,
        position: (version.items.at(-1)?.position ?? 0) + 1,
        createdAt: ctx.now,
      },
    });
    await ctx.db.contractVersion.update({ where: { id: versionId }, data: { version: { increment: 1 } } });
    await ctx.audit({
      action: 'contract.add_line_item',
      entityType: 'ContractVersion',
      entityId: versionId,
      accountId: contract.accountId,
      changes: { item: { after: `${item.description}, ${item.amount.toFixed()} ${contract.currency}` } },
    });
    return { versionId, needsSignature: versionInForce(locked) !== null || open === undefined };
  },
});
