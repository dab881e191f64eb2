import { z } from 'zod';
import { validateAccountAndPlan } from '../access/validate-account-and-plan.js';
import { Refusal } from '../core/errors.js';
import { text } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { passwordMatches } from '../core/passwords.js';
import { type SignedInUser, userActor, WITH_ACCOUNT } from './signed-in-user.js';

/**
 * Checks e-mail and password. The same sentence and the same time for an unknown address and a wrong password; only
 * with the right password does one learn that the account is pending, rejected or cancelled.
 */
export const logIn = operation({
  name: 'user.log_in',
  permission: 'public',
  input: z.object({ email: text(254).toLowerCase(), password: z.string().max(200) }),
  async run(ctx, { email, password }): Promise<SignedInUser> {
    // The account is read only once the password is right: until then everybody costs one statement and one hash.
    const known = await ctx.db.user.findFirst({ where: { email, removedAt: null } });
    const matches = await passwordMatches(known?.passwordHash ?? null, password);
    if (known === null || !matches)
      throw new Refusal('forbidden', 'invalid_credentials', 'E-mail or password is wrong. Please try again.');
    const user = await ctx.db.user.findUniqueOrThrow({ where: { id: known.id }, include: WITH_ACCOUNT });
    const standing = { status: user.account.status, plan: user.account.subscription?.plan ?? null };
    const refusal = validateAccountAndPlan(standing, 'sign_in', ctx.installation.baseUrl);
    if (refusal !== null) throw refusal;
    if (!user.isActive)
      throw new Refusal(
        'forbidden',
        'user_inactive',
        'Your login has been switched off. Please contact your account owner.',
      );
    await ctx.db.user.update({ where: { id: user.id }, data: { lastLoginAt: ctx.now } });
    await ctx
      .withActor(userActor(user))
      .audit({ action: 'user.log_in', entityType: 'User', entityId: user.id, accountId: user.accountId });
    return user;
  },
});
