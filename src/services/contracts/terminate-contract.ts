import { z } from 'zod';
import { stopBilling } from '../billing-periods/disable-billing.js';
import { loadContracts } from '../billing-periods/load-contracts.js';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id, reason } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { mailTerminated } from './contract-mails.js';
import { type LockedContract, lockContract } from './lock-contract.js';
import { supersede } from './revise-contract.js';

/**
 * Ends a contract before its time, or gives one up that was not signed: what is sent cannot be signed any more, what has
 * no invoice is not invoiced; what is invoiced stays payable. Locks the account.
 */
export const terminateContract = operation({
  name: 'contract.terminate',
  permission: 'contracts.write',
  input: z.object({ contractId: id, reason }),
  async run(ctx, { contractId, reason }): Promise<void> {
    const locked = await lockContract(ctx, { contractId });
    const { number, status } = locked.contract;
    if (status === 'completed' || status === 'terminated') {
      throw new Refusal('conflict', `already_${status}`, `${number} is ${status} already.`);
    }
    await terminate(ctx, locked, reason);
  },
});

/** Terminates every open contract of an account that the caller has locked. */
export async function terminateContractsOf(ctx: TxContext, accountId: number, reason: string): Promise<void> {
  const open = await ctx.db.contract.findMany({
    where: { accountId, NOT: { status: { in: ['completed', 'terminated'] } } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id: contractId } of open) await terminate(ctx, await lockContract(ctx, { contractId }), reason);
}

async function terminate(ctx: TxContext, locked: LockedContract, reason: string): Promise<void> {
  const { contract } = locked;
  const sent = locked.versions.find(({ status }) => status === 'sent');
  if (contract.status === 'active') await stopBilling(ctx, await loadContracts(ctx, [contract.id]), reason);
  if (sent !== undefined) await supersede(ctx, locked, sent);
  await ctx.db.contract.update({
    where: { id: contract.id },
    data: { status: 'terminated', terminatedAt: ctx.now, terminationReason: reason },
  });
  await ctx.audit({
    action: 'contract.terminate',
    entityType: 'Contract',
    entityId: contract.id,
    accountId: contract.accountId,
    changes: { status: { before: contract.status, after: 'terminated' } },
    reason,
  });
  const wasSeen = locked.versions.some(({ status }) => status !== 'draft');
  if (wasSeen) await mailTerminated(ctx, contract, reason);
}
