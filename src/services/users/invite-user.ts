import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { email } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { invitationMail, newInvitationToken } from './invitation-mail.js';
import { type ActingPerson, lockOwnAccount } from './lock-own-account.js';
import { refuseGrantingMoreThanOwn, rightsFor, rightsInput } from './rights.js';
import { seatsOf } from './seats.js';

const OPEN_AT_MOST = 50;

/**
 * Mails a colleague a link to join the account, good for seven days. Takes no seat: joining does. Whether the address
 * has a user elsewhere is not even looked at here, so that neither answer, list nor time can tell the inviter.
 * Locks the account.
 */
export const inviteUser = operation({
  name: 'invitation.send',
  permission: 'tenant.manage_people',
  input: z
    .object({ email, role: z.enum(['admin', 'billing', 'viewer'], 'Please choose a role.') })
    .extend(rightsInput.shape),
  async run(ctx, { email, role, ...wished }): Promise<{ invitationId: number }> {
    const me = await lockOwnAccount(ctx, 'tenant.manage_people');
    const rights = rightsFor(role, wished);
    refuseGrantingMoreThanOwn(me, rights);
    await refuseWhereInvitingIsPointless(ctx, me, email);
    const { token, tokenHash, expiresAt } = newInvitationToken(ctx.now);
    const invitation = await ctx.db.invitation.create({
      data: {
        accountId: me.accountId,
        email,
        role,
        ...rights,
        tokenHash,
        expiresAt,
        invitedById: me.id,
        invitedAt: ctx.now,
        createdAt: ctx.now,
      },
    });
    await ctx.enqueue(invitationMail(invitation, me, token));
    await ctx.audit({
      action: 'invitation.send',
      entityType: 'Invitation',
      entityId: invitation.id,
      accountId: me.accountId,
      changes: { email: { after: email }, role: { after: role }, rights: { after: rights } },
    });
    return { invitationId: invitation.id };
  },
});

/** All of this stands in the inviter's own list already; an invitation that expired makes room for the new one. */
async function refuseWhereInvitingIsPointless(ctx: TxContext, me: ActingPerson, email: string): Promise<void> {
  const { accountId } = me;
  if ((await ctx.db.user.count({ where: { accountId, email, removedAt: null } })) > 0)
    throw fieldRefusal('email', 'in_account_already', 'This person belongs to your account already.');
  const seats = await seatsOf(ctx, accountId, me.plan);
  if (seats.free === 0)
    throw new Refusal(
      'rule_violated',
      'no_seat_left',
      `${seats.sentence} Choose a larger plan or remove somebody first.`,
    );
  const open = { accountId, acceptedAt: null, revokedAt: null };
  await ctx.db.invitation.updateMany({
    where: { ...open, email, expiresAt: { lte: ctx.now } },
    data: { revokedAt: ctx.now },
  });
  const waiting = await ctx.db.invitation.findMany({ where: open, select: { email: true } });
  if (waiting.some((invitation) => invitation.email === email)) {
    throw fieldRefusal(
      'email',
      'invited_already',
      'This address has an open invitation. Send it again from the list of people.',
    );
  }
  if (waiting.length >= OPEN_AT_MOST) {
    throw new Refusal(
      'rule_violated',
      'too_many_invitations',
      `${OPEN_AT_MOST} invitations are open already. Revoke those that are no longer needed first.`,
    );
  }
}
