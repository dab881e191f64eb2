import { z } from 'zod';
import { ids, note, reason } from '../core/fields.js';
import { insistOnAll } from '../core/insist-on-all.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { mailAccounts } from './account-mails.js';
import { auditMoves } from './audit-moves.js';
import { lockAccounts, outcomes } from './lock-accounts.js';

/** Turns applicants away with a reason that is sent to them. Locks accounts. */
export const rejectAccounts = operation({
  name: 'account.reject',
  permission: 'accounts.review',
  input: z.object({ accountIds: ids, reason, note }),
  async run(ctx, { accountIds, reason, note }): Promise<Outcome[]> {
    const { open, setAside } = await lockAccounts(ctx, accountIds, 'reject');
    if (open.length > 0) {
      const count = await ctx.db.$executeRaw`
        UPDATE accounts SET status = 'rejected', rejection_reason = ${reason}, version = version + 1, updated_at = ${ctx.now},
               admin_notes = CASE WHEN ${note} = '' THEN admin_notes ELSE ${note} END
        WHERE id = ANY (${open.map(({ id }) => id)}) AND status = 'pending'`;
      insistOnAll(count, open.length, 'accounts');
      await auditMoves(ctx, 'account.reject', open, () => 'rejected', reason);
      await mailAccounts(ctx, open, (person) => ({ kind: 'account-rejected', data: { ...person, reason } }));
    }
    return outcomes(open, 'rejected', setAside);
  },
});
