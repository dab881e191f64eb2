import { UserRole } from '@prisma/client';
import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findPerson, refuseLosingLastOwner } from './find-person.js';
import { lockOwnAccount } from './lock-own-account.js';
import {
  changedRights,
  refuseGrantingMoreThanOwn,
  refuseTouchingOwners,
  rightsFor,
  rightsInput,
  rightsOf,
} from './rights.js';

/**
 * Gives a colleague another role or other rights, in force from their next request on. Owners are made and changed by
 * owners only, nobody changes their own, and the last owner stays one. Locks the account.
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
    await ctx.audit({
      action: 'user.change_role',
      entityType: 'User',
      entityId: person.id,
      accountId: me.accountId,
      changes,
    });
    return { changed: true };
  },
});

function changedMeanwhile(): Refusal {
  return new Refusal(
    'conflict',
    'changed_meanwhile',
    'Somebody else changed this person since you opened the page. Nothing was saved; look again and save once more.',
  );
}
