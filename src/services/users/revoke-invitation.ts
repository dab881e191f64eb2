import { z } from 'zod';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findWaitingInvitation } from './find-invitation.js';
import { lockOwnAccount } from './lock-own-account.js';

/** Takes an invitation back: its link stops working at once. The person invited is not told. Locks the account. */
export const revokeInvitation = operation({
  name: 'invitation.revoke',
  permission: 'tenant.manage_people',
  input: z.object({ invitationId: id }),
  async run(ctx, { invitationId }): Promise<{ email: string }> {
    const me = await lockOwnAccount(ctx, 'tenant.manage_people');
    const waiting = await findWaitingInvitation(ctx, me.accountId, invitationId);
    await ctx.db.invitation.update({ where: { id: waiting.id }, data: { revokedAt: ctx.now } });
    await ctx.audit({
      action: 'invitation.revoke',
      entityType: 'Invitation',
      entityId: waiting.id,
      accountId: me.accountId,
      changes: { revoked_at: { before: null, after: ctx.now } },
    });
    return { email: waiting.email };
  },
});
