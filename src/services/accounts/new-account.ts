import { z } from 'zod';
import { billing, email, line, paymentMethod, requiredLine } from '../core/fields.js';
import { newToken } from '../core/ids.js';
import { issueOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';
import { hashPassword } from '../core/passwords.js';
import { DEFAULT_PLAN_SLUG, getOfferedPlan } from '../plans/get-plan.js';
import { openAccount } from './open-account.js';
import { resultOf, type SignUpResult } from './sign-up.js';
import { mailApplicant } from './welcome-mails.js';

const THREE_DAYS = 3 * 24 * 60;

/** Staff open an account for somebody who asked by telephone: the same signup, and a mailed link to set the password. */
export const newAccount = operation({
  name: 'account.create',
  permission: 'accounts.create',
  input: z.object({
    email,
    fullName: requiredLine(255, 'Please enter the name of the person.'),
    accountName: line(255).default(''),
    planSlug: line(64).default(''),
    billing: billing.prefault({}),
    paymentMethod: paymentMethod.optional(),
  }),
  async run(ctx, input): Promise<SignUpResult> {
    const plan = await getOfferedPlan(ctx, input.planSlug || DEFAULT_PLAN_SLUG);
    const opened = await openAccount(
      ctx,
      {
        email: input.email,
        fullName: input.fullName,
        billing: input.billing,
        paymentMethod: input.paymentMethod,
        username: null,
        firstName: '',
        lastName: '',
        accountName: input.accountName || input.fullName,
        // Nobody knows this password: the mailed link sets the first one.
        passwordHash: await hashPassword(newToken()),
      },
      plan,
    );
    await mailApplicant(ctx, opened);
    const { account, user } = opened;
    const token = await issueOneTimeToken(ctx, 'reset_password', { userId: user.id }, THREE_DAYS);
    await ctx.enqueue({
      kind: 'account-opened',
      accountId: account.id,
      to: { email: user.email, name: user.fullName },
      data: { name: user.fullName, accountName: account.name, planName: plan.name },
      secretPath: `/reset-password?token=${token}`,
    });
    return resultOf(opened);
  },
});
