import { z } from 'zod';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { newPassword } from '../core/fields.js';
import { redeemOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';
import { hashPassword } from '../core/passwords.js';
import { countLivingTokens } from './living-api-tokens.js';
import { actorOf } from './staff-actor.js';

/**
 * A colleague sets a password by the mailed link (invitation or reset); every session of theirs ends. Answers how many
 * API tokens of their making still work.
 */
export const setStaffPassword = operation({
  name: 'staff.set_password',
  permission: 'public',
  input: z.object({ token: z.string().max(200), password: newPassword, passwordConfirm: z.string() }),
  async run(ctx, { token, password, passwordConfirm }): Promise<{ livingTokens: number }> {
    if (password !== passwordConfirm) {
      throw fieldRefusal(
        'password_confirm',
        'password_mismatch',
        'The two passwords differ. Please type the same one twice.',
      );
    }
    const { staffUserId } = await redeemOneTimeToken(ctx, ['staff_set_password'], token);
    const person = staffUserId === null ? null : await ctx.db.staffUser.findUnique({ where: { id: staffUserId } });
    if (person === null || !person.isActive)
      throw new Refusal('forbidden', 'staff_disabled', 'This login is disabled. Please ask a superadmin.');
    await ctx.db.staffUser.update({
      where: { id: person.id },
      data: { passwordHash: await hashPassword(password), sessionEpoch: { increment: 1 } },
    });
    await ctx
      .withActor(actorOf(person))
      .audit({ action: 'staff.set_password', entityType: 'StaffUser', entityId: person.id, accountId: null });
    return { livingTokens: await countLivingTokens(ctx, person.id) };
  },
});
