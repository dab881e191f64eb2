import { z } from 'zod';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findWaitingInvitation } from './find-invitation.js';
import { invitationMail, newInvitationToken } from './invitation-mail.js';
import { lockOwnAccount } from './lock-own-account.js';

/** Mails an invitation once more, good for another seven days, expired or not; the earlier link stops working. Locks the account. */
export const resendInvitation = operation({
  name: 'invitation.resend',
  permission: 'tenant.manage_people',
  input: z.object({ invitationId: id }),
  async run(ctx, { invitationId }): Promise<{ email: string }> {
    const me = await lockOwnAccount(ctx, 'tenant.manage_people');
    const waiting = await findWaitingInvitation(ctx, me.accountId, invitationId);
    const { token, tokenHash, expiresAt } = newInvitationToken(ctx.now);
    const invitation = await ctx.db.invitation.update({ where: { id: waiting.id }, data: { tokenHash, expiresAt } });
    await ctx.enqueue(invitationMail(invitation, me, token));
    await ctx.audit({
      action: 'invitation.resend',
      entityType: 'Invitation',
      entityId: invitation.id,
      accountId: me.accountId,
      changes: { expires_at: { before: waiting.expiresAt, after: expiresAt } },
    });
    return { email: invitation.email };
  },
});
