import type { User } from '@prisma/client';
import { z } from 'zod';
import type { NewMail } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findPerson } from './find-person.js';
import { type ActingPerson, lockOwnAccount } from './lock-own-account.js';
import { changedRights, rightsFor, rightsOf } from './rights.js';

/**
 * An owner hands the account over to a colleague: the colleague becomes owner, who acts becomes admin and keeps the
 * three rights. Both are told by mail. Locks the account.
 */
export const transferOwnership = operation({
  name: 'user.transfer_ownership',
  permission: 'tenant.transfer_ownership',
  input: z.object({ userId: id }),
  async run(ctx, { userId }): Promise<{ newOwner: string }> {
    const me = await lockOwnAccount(ctx, 'tenant.transfer_ownership');
    const heir = await findPerson(ctx, me.accountId, userId);
    if (heir.role === 'owner') throw new Refusal('conflict', 'owner_already', `${heir.fullName} is an owner already.`);
    const owner = { role: 'owner', ...rightsFor('owner', rightsOf(heir)) } as const;
    const version = { increment: 1 };
    await ctx.db.user.update({ where: { id: heir.id }, data: { ...owner, version } });
    await ctx.db.user.update({ where: { id: me.id }, data: { role: 'admin', version } });
    const entry = { action: 'user.transfer_ownership', entityType: 'User', accountId: me.accountId } as const;
    await ctx.audit([
      { ...entry, entityId: heir.id, changes: changedRights(heir, owner) },
      { ...entry, entityId: me.id, changes: { role: { before: 'owner', after: 'admin' } } },
    ]);
    await ctx.enqueue([mailTo(heir, me, heir), mailTo(me, me, heir)]);
    return { newOwner: heir.fullName };
  },
});

function mailTo(reader: User, me: ActingPerson, heir: User): NewMail {
  return {
    kind: 'ownership-transferred',
    accountId: me.accountId,
    to: { email: reader.email, name: reader.fullName },
    data: {
      name: reader.fullName,
      accountName: me.account.name,
      newOwner: heir.fullName,
      previousOwner: me.fullName,
      isNewOwner: reader.id === heir.id,
    },
  };
}
