import { z } from 'zod';
import { redeemOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';
import { userActor } from './signed-in-user.js';

/** Marks an address as belonging to its user, by the mailed link. */
export const verifyEmail = operation({
  name: 'user.verify_email',
  permission: 'public',
  input: z.object({ token: z.string().max(200) }),
  async run(ctx, { token }): Promise<void> {
    const { userId } = await redeemOneTimeToken(ctx, ['verify_email'], token);
    if (userId === null) throw new Error('a verification token without its user');
    const user = await ctx.db.user.update({ where: { id: userId }, data: { emailVerifiedAt: ctx.now } });
    await ctx
      .withActor(userActor(user))
      .audit({ action: 'user.verify_email', entityType: 'User', entityId: userId, accountId: user.accountId });
  },
});
