import { z } from 'zod';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { newPassword } from '../core/fields.js';
import { redeemOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';
import { hashPassword } from '../core/passwords.js';
import { userActor } from './signed-in-user.js';

/** Sets a new password by the mailed link and ends every session and token. The link also proves the address. */
export const resetPassword = operation({
  name: 'user.reset_password',
  permission: 'public',
  input: z.object({ token: z.string().max(200), password: newPassword, passwordConfirm: z.string().optional() }),
  async run(ctx, { token, password, passwordConfirm }): Promise<void> {
    if (passwordConfirm !== undefined && passwordConfirm !== password) {
      throw fieldRefusal(
        'password_confirm',
        'password_mismatch',
        'The two passwords differ. Please type the same one twice.',
      );
    }
    const { userId } = await redeemOneTimeToken(ctx, ['reset_password'], token);
    if (userId === null) throw new Error('a reset token without its user');
    const passwordHash = await hashPassword(password);
    const user = await ctx.db.user.update({
      where: { id: userId },
      data: { passwordHash, sessionEpoch: { increment: 1 } },
    });
    if (user.removedAt !== null)
      throw new Refusal('rule_violated', 'token_invalid', 'This login was removed from its account.');
    if (user.emailVerifiedAt === null)
      await ctx.db.user.update({ where: { id: userId }, data: { emailVerifiedAt: ctx.now } });
    await ctx
      .withActor(userActor(user))
      .audit({ action: 'user.reset_password', entityType: 'User', entityId: userId, accountId: user.accountId });
  },
});
