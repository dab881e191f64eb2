import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { lockContracts } from './load-contracts.js';

/** Lets a billed contract renew by itself at its end, or no longer. Periods that are made already stay. Locks the account. */
export const setAutoRenew = operation({
  name: 'contract.set_auto_renew',
  permission: 'contracts.bill',
  input: z.object({ contractId: id, autoRenew: z.boolean() }),
  async run(ctx, { contractId, autoRenew }): Promise<void> {
    await lockContracts(ctx, [contractId]);
    const contract = await ctx.db.contract.findUnique({ where: { id: contractId } });
    if (contract === null) throw new Refusal('not_found', 'not_found', 'This contract does not exist.');
    if (!contract.billingEnabled) {
      throw new Refusal('conflict', 'billing_disabled', `Billing of ${contract.number} is not enabled.`);
    }
    if (contract.autoRenew === autoRenew) return;
    await ctx.db.contract.update({ where: { id: contractId }, data: { autoRenew } });
    await ctx.audit({
      action: 'contract.set_auto_renew',
      entityType: 'Contract',
      entityId: contractId,
      accountId: contract.accountId,
      changes: { auto_renew: { before: contract.autoRenew, after: autoRenew } },
    });
  },
});
