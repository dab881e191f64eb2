import type { Context } from '../core/context.js';
import { getDefaultMethod } from '../payment-methods/get-default-method.js';
import { rightsOf } from './rights.js';
import type { SignedInUser } from './signed-in-user.js';

/** What a person may know of their own login. */
export async function userView(ctx: Context, user: SignedInUser) {
  const { account } = user;
  return {
    id: user.id,
    email: user.email,
    username: user.username,
    fullName: user.fullName,
    firstName: user.firstName,
    lastName: user.lastName,
    role: user.role,
    ...rightsOf(user),
    emailVerified: user.emailVerifiedAt !== null,
    account: {
      id: account.id,
      name: account.name,
      status: account.status,
      credits: account.creditBalance,
      plan: account.subscription?.plan.slug ?? null,
      paymentMethod: await getDefaultMethod(ctx, account),
      trialExpiresAt: account.trialExpiresAt,
    },
  };
}

export type UserView = Awaited<ReturnType<typeof userView>>;
