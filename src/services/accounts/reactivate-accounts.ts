import { z } from 'zod';
import { ids, note } from '../core/fields.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { mailAccounts } from './account-mails.js';
import { auditMoves } from './audit-moves.js';
import { lockAccounts, outcomes } from './lock-accounts.js';

/** Ends suspensions: each account returns to the state kept with it. Locks accounts. */
export const reactivateAccounts = operation({
  name: 'account.reactivate',
  permission: 'accounts.suspend',
  input: z.object({ accountIds: ids, note }),
  async run(ctx, { accountIds, note }): Promise<Outcome[]> {
    const { open, setAside } = await lockAccounts(ctx, accountIds, 'reactivate');
    if (open.length > 0) {
      const count = await ctx.db.$executeRaw`
        UPDATE accounts SET status = suspended_from, suspended_from = NULL, suspension_cause = NULL, suspension_reason = '',
               version = version + 1, updated_at = ${ctx.now},
               admin_notes = CASE WHEN ${note} = '' THEN admin_notes ELSE ${note} END
        WHERE id = ANY (${open.map(({ id }) => id)}) AND status = 'suspended'`;
      insistOnAll(count, open.length, 'accounts');
      await auditMoves(ctx, 'account.reactivate', open, (account) => account.suspendedFrom, note);
      await mailAccounts(ctx, open, (person) => ({ kind: 'account-reactivated', data: person }));
    }
    return outcomes(open, 'reactivated', setAside);
  },
});
