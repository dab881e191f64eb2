import type { StaffUser } from '@prisma/client';
import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { text } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { passwordMatches } from '../core/passwords.js';
import { actorOf } from './staff-actor.js';

/** Checks a staff user's e-mail and password; one sentence and one time for every way to be wrong. */
export const logInStaff = operation({
  name: 'staff.log_in',
  permission: 'public',
  input: z.object({ email: text(254).toLowerCase(), password: z.string().max(200) }),
  async run(ctx, { email, password }): Promise<StaffUser> {
    const person = await ctx.db.staffUser.findUnique({ where: { email } });
    const matches = await passwordMatches(person?.passwordHash ?? null, password);
    if (person === null || !matches || !person.isActive) {
      throw new Refusal('forbidden', 'invalid_credentials', 'E-mail or password is wrong. Please try again.');
    }
    const loggedIn = await ctx.db.staffUser.update({ where: { id: person.id }, data: { lastLoginAt: ctx.now } });
    await ctx
      .withActor(actorOf(person))
      .audit({ action: 'staff.log_in', entityType: 'StaffUser', entityId: person.id, accountId: null });
    return loggedIn;
  },
});
