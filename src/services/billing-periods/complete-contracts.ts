import { z } from 'zod';
import { dateIn } from '../core/calendar.js';
import type { Context, TxContext } from '../core/context.js';
import { operation } from '../core/operation.js';
import { loadContracts, lockContracts } from './load-contracts.js';
import { forEachContract } from './run-over-contracts.js';

/** The job: completes active contracts whose end has passed, of which no period is open, and that do not renew. */
export function completeContracts(ctx: Context): Promise<number> {
  return forEachContract(
    ctx,
    {
      status: 'active',
      billingEndDate: { lt: ctx.clock.now() },
      NOT: { billingEnabled: true, autoRenew: true },
      periods: { none: { status: { in: ['pending', 'invoiced'] } } },
    },
    completeOne,
  );
}

const completeOne = operation({
  name: 'contract.complete',
  permission: 'system',
  input: z.object({ contractId: z.int() }),
  async run(ctx, { contractId }): Promise<boolean> {
    await lockContracts(ctx, [contractId]);
    const [billed] = await loadContracts(ctx, [contractId]);
    if (billed === undefined || billed.contract.status !== 'active') return false;
    const { contract, account, periods } = billed;
    const { timeZone } = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
    const isOpen = periods.some(({ status }) => status === 'pending' || status === 'invoiced');
    const hasEnded =
      contract.billingEndDate !== null && contract.billingEndDate < dateIn(account.timeZone ?? timeZone, ctx.now);
    if (isOpen || !hasEnded || (contract.billingEnabled && contract.autoRenew)) return false;
    await ctx.db.contract.update({
      where: { id: contractId },
      data: { status: 'completed', completedAt: ctx.now, billingEnabled: false },
    });
    await completeItems(ctx, contractId, contract.billingEndDate ?? ctx.now);
    await ctx.audit({
      action: 'contract.complete',
      entityType: 'Contract',
      entityId: contractId,
      accountId: contract.accountId,
      changes: { status: { before: 'active', after: 'completed' } },
    });
    return true;
  },
});

/** What the version in force still had open is over with its contract. */
async function completeItems(ctx: TxContext, contractId: number, on: Date): Promise<void> {
  const inForce = await ctx.db.contractVersion.findFirstOrThrow({
    where: { contractId, status: 'signed' },
    orderBy: { number: 'desc' },
  });
  await ctx.db.contractLineItem.updateMany({
    where: { versionId: inForce.id, NOT: { status: 'completed' } },
    data: { status: 'completed', completedFrom: on },
  });
}
