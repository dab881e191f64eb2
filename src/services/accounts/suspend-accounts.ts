import { z } from 'zod';
import { ids, reason } from '../core/fields.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { mailAccounts } from './account-mails.js';
import { auditMoves } from './audit-moves.js';
import { lockAccounts, outcomes } from './lock-accounts.js';

/**
 * Suspends accounts: people can still sign in, see bills and pay. The state each came from is kept with it. A
 * suspension for unpaid bills ends by itself when they are paid; one by staff does not. Locks accounts.
 */
export const suspendAccounts = operation({
  name: 'account.suspend',
  permission: 'accounts.suspend',
  input: z.object({
    accountIds: ids,
    reason,
    cause: z.enum(['staff', 'unpaid'], 'Please choose “staff” or “unpaid”.').default('staff'),
  }),
  async run(ctx, { accountIds, reason, cause }): Promise<Outcome[]> {
    const { open, setAside } = await lockAccounts(ctx, accountIds, 'suspend');
    if (open.length > 0) {
      const count = await ctx.db.$executeRaw`
        UPDATE accounts SET status = 'suspended', suspended_from = status, suspension_cause = ${cause}::"SuspensionCause",
               suspension_reason = ${reason}, version = version + 1, updated_at = ${ctx.now}
        WHERE id = ANY (${open.map(({ id }) => id)}) AND status IN ('trial', 'pending_payment', 'active')`;
      insistOnAll(count, open.length, 'accounts');
      await auditMoves(ctx, 'account.suspend', open, () => 'suspended', reason);
      await mailAccounts(ctx, open, (person) => ({ kind: 'account-suspended', data: { ...person, reason, cause } }));
    }
    return outcomes(open, 'suspended', setAside);
  },
});
