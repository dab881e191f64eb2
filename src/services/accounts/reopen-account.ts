import { z } from 'zod';
import { id, note } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { auditMoves } from './audit-moves.js';
import { lockAccount } from './lock-accounts.js';

/** Takes a rejection back: the account waits for review again. Locks the account. */
export const reopenAccount = operation({
  name: 'account.reopen',
  permission: 'accounts.review',
  input: z.object({ accountId: id, note }),
  async run(ctx, { accountId, note }): Promise<void> {
    const account = await lockAccount(ctx, accountId, 'reopen');
    await ctx.db.account.update({
      where: { id: accountId, status: 'rejected' },
      data: {
        status: 'pending',
        rejectionReason: '',
        version: { increment: 1 },
        ...(note === '' ? {} : { adminNotes: note }),
      },
    });
    await auditMoves(ctx, 'account.reopen', [account], () => 'pending', note);
  },
});
