import type { SignedInUser } from './signed-in-user.js';

/** What a person may know of their own login. */
export function userView(user: SignedInUser) {
  const { account } = user;
  return {
    id: user.id,
    email: user.email,
    username: user.username,
    fullName: user.fullName,
    firstName: user.firstName,
    lastName: user.lastName,
    role: user.role,
    emailVerified: user.emailVerifiedAt !== null,
    account: {
      id: account.id,
      name: account.name,
      status: account.status,
      credits: account.creditBalance,
      plan: account.subscription?.plan.slug ?? null,
      trialExpiresAt: account.trialExpiresAt,
    },
  };
}

export type UserView = ReturnType<typeof userView>;
