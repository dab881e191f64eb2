import { UserRole } from '@prisma/client';
import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findPerson, refuseLosingLastOwner } from './find-person.js';
import { lockOwnAccount } from './lock-own-account.js';
import {
  changedRights,
  RIGHTS,
  type Rights,
  refuseGrantingMoreThanOwn,
  refuseTouchingOwners,
  rightsFor,
  rightsInput,
  rightsOf,
} from './rights.js';
import { permissionsOf } from './role-permissions.js';

/**
 * Gives a colleague another role or other rights, in force from their next request on. Owners are made and changed by
 * owners only, nobody changes their own, and the last owner stays one. Invitations that they could not send any more are
 * revoked. Locks the account.
 */
export const changeUserRole = operation({
  name: 'user.change_role',
  permission: 'tenant.manage_people',
  input: z
    .object({ userId: id, role: z.enum(UserRole, 'Please choose a role.'), version: z.int().positive().optional() })
    .extend(rightsInput.shape),
  async run(ctx, { userId, role, version, ...wished }): Promise<{ changed: boolean }> {
    const me = await lockOwnAccount(ctx, 'tenant.manage_people');
    const person = await findPerson(ctx, me.accountId, userId);
    if (person.id === me.id)
      throw new Refusal(
        'rule_violated',
        'own_role',
        'Nobody changes their own role. Please ask another owner or admin.',
      );
    refuseTouchingOwners(me, person.role, role);
    const rights = rightsFor(role, wished);
    refuseGrantingMoreThanOwn(me, rights, rightsOf(person));
    const changes = changedRights(person, { role, ...rights });
    if (version !== undefined && version !== person.version) throw changedMeanwhile();
    if (Object.keys(changes).length === 0) return { changed: false };
    if (role !== 'owner') await refuseLosingLastOwner(ctx, person);
    await ctx.db.user.update({ where: { id: person.id }, data: { role, ...rights, version: { increment: 1 } } });
    const revoked = await revokeTooGenerousInvitations(ctx, person.id, { role, ...rights });
    await ctx.audit({
      action: 'user.change_role',
      entityType: 'User',
      entityId: person.id,
      accountId: me.accountId,
      changes: { ...changes, ...(revoked === 0 ? {} : { invitations_revoked: { after: revoked } }) },
    });
    return { changed: true };
  },
});

/** What somebody could not send any more does not stay open either: it would hand out a right that they lost. */
async function revokeTooGenerousInvitations(
  ctx: TxContext,
  invitedById: number,
  now: Rights & { role: UserRole },
): Promise<number> {
  const lost = permissionsOf(now).has('tenant.manage_people') ? RIGHTS.filter((right) => !now[right]) : null;
  const { count } = await ctx.db.invitation.updateMany({
    where: {
      invitedById,
      acceptedAt: null,
      revokedAt: null,
      ...(lost === null ? {} : { OR: lost.map((right) => ({ [right]: true })) }),
    },
    data: { revokedAt: ctx.now },
  });
  return count;
}

function changedMeanwhile(): Refusal {
  return new Refusal(
    'conflict',
    'changed_meanwhile',
    'Somebody else changed this person since you opened the page. Nothing was saved; look again and save once more.',
  );
}
