import type { User } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';

/** Somebody of an account who has not left it. The account's lock is held: nobody else moves its people meanwhile. */
export async function findPerson(ctx: TxContext, accountId: number, userId: number): Promise<User> {
  const person = await ctx.db.user.findFirst({ where: { id: userId, accountId, removedAt: null } });
  if (person === null)
    throw new Refusal('not_found', 'person_not_found', 'This person does not belong to your account.');
  return person;
}

/** The last owner stays; the database holds the same at commit. */
export async function refuseLosingLastOwner(ctx: TxContext, person: User): Promise<void> {
  if (person.role !== 'owner') return;
  const others = await ctx.db.user.count({
    where: { accountId: person.accountId, role: 'owner', removedAt: null, NOT: { id: person.id } },
  });
  if (others > 0) return;
  throw new Refusal(
    'rule_violated',
    'last_owner',
    'The last owner of an account stays. Hand the ownership over to a colleague first.',
  );
}
