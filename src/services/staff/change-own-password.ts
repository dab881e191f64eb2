import { z } from 'zod';
import { actingStaff } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { newPassword } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { hashPassword, passwordMatches } from '../core/passwords.js';
import { countLivingTokens } from './living-api-tokens.js';

/**
 * A staff user changes the own password; every other session of theirs ends. Answers the epoch of those that stay, and
 * how many API tokens of their making still work.
 */
export const changeOwnPassword = operation({
  name: 'staff.change_password',
  permission: 'self',
  input: z.object({ currentPassword: z.string().max(200), password: newPassword, passwordConfirm: z.string() }),
  async run(
    ctx,
    { currentPassword, password, passwordConfirm },
  ): Promise<{ sessionEpoch: number; livingTokens: number }> {
    const staff = actingStaff(ctx);
    const person = await ctx.db.staffUser.findUniqueOrThrow({ where: { id: staff.id } });
    if (!(await passwordMatches(person.passwordHash, currentPassword))) {
      throw fieldRefusal('current_password', 'wrong_password', 'This is not your current password.');
    }
    if (password !== passwordConfirm) {
      throw fieldRefusal(
        'password_confirm',
        'password_mismatch',
        'The two passwords differ. Please type the same one twice.',
      );
    }
    const changed = await ctx.db.staffUser.update({
      where: { id: staff.id },
      data: { passwordHash: await hashPassword(password), sessionEpoch: { increment: 1 } },
    });
    await ctx.audit({ action: 'staff.change_password', entityType: 'StaffUser', entityId: staff.id, accountId: null });
    return { sessionEpoch: changed.sessionEpoch, livingTokens: await countLivingTokens(ctx, staff.id) };
  },
});
