import type { User } from '@prisma/client';
import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findPerson, refuseLosingLastOwner } from './find-person.js';
import { lockOwnAccount } from './lock-own-account.js';
import { refuseTouchingOwners } from './rights.js';

/**
 * Removes a colleague: browsers and programs of theirs end with their next request, mailed links and the invitations
 * they sent stop working, and their address is free again. What they did stays. Admins do not remove owners, the last
 * owner stays, and only an owner may remove themselves, while another one remains. Locks the account, then the person.
 */
export const removeUser = operation({
  name: 'user.remove',
  permission: 'tenant.manage_people',
  input: z.object({ userId: id }),
  async run(ctx, { userId }): Promise<{ fullName: string; isMe: boolean }> {
    const me = await lockOwnAccount(ctx, 'tenant.manage_people');
    const person = await findPerson(ctx, me.accountId, userId);
    refuseTouchingOwners(me, person.role);
    if (person.id === me.id && me.role !== 'owner')
      throw new Refusal(
        'rule_violated',
        'own_removal',
        'Nobody removes themselves. Please ask an owner or another admin.',
      );
    await refuseLosingLastOwner(ctx, person);
    await lockOut(ctx, person);
    const { count: revoked } = await ctx.db.invitation.updateMany({
      where: { invitedById: person.id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    await ctx.audit({
      action: 'user.remove',
      entityType: 'User',
      entityId: person.id,
      accountId: me.accountId,
      changes: {
        removed_at: { before: null, after: ctx.now },
        ...(revoked === 0 ? {} : { invitations_revoked: { after: revoked } }),
      },
    });
    await ctx.enqueue({
      kind: 'person-removed',
      accountId: me.accountId,
      to: { email: person.email, name: person.fullName },
      data: { name: person.fullName, accountName: me.account.name },
    });
    return { fullName: person.fullName, isMe: person.id === me.id };
  },
});

/** In the order in which setting a password locks: mailed links, person; then the tokens, whose movers queue at the person. */
async function lockOut(ctx: TxContext, person: User): Promise<void> {
  await ctx.db.oneTimeToken.updateMany({ where: { userId: person.id, usedAt: null }, data: { usedAt: ctx.now } });
  await ctx.db.user.update({
    where: { id: person.id },
    data: { removedAt: ctx.now, isActive: false, sessionEpoch: { increment: 1 }, version: { increment: 1 } },
  });
  await ctx.db.authToken.updateMany({
    where: { userId: person.id, revokedAt: null },
    data: { revokedAt: ctx.now },
  });
}
