import type { Account, Plan, Subscription, User } from '@prisma/client';
import { validateAccountAndPlan } from '../access/validate-account-and-plan.js';
import type { Actor, Installation } from '../core/context.js';
import { hashToken } from '../core/ids.js';
import { permissionsOf } from './role-permissions.js';

export type UserActor = Extract<Actor, { type: 'user' }>;
export type SignedInUser = User & { account: Account & { subscription: (Subscription & { plan: Plan }) | null } };

export const WITH_ACCOUNT = { account: { include: { subscription: { include: { plan: true } } } } } as const;

/** The user of a browser session, re-read at each request; null once the session epoch has moved on. */
export async function userOfSession(
  installation: Installation,
  userId: number,
  sessionEpoch: number,
): Promise<SignedInUser | null> {
  const user = await installation.prisma.user.findUnique({ where: { id: userId }, include: WITH_ACCOUNT });
  return user !== null && user.sessionEpoch === sessionEpoch && maySignIn(installation, user) ? user : null;
}

/** The user of a bearer token; null for a token that is unknown, expired, revoked or of an earlier epoch. */
export async function userOfToken(
  installation: Installation,
  accessToken: string,
  now: Date,
): Promise<SignedInUser | null> {
  const token = await installation.prisma.authToken.findUnique({
    where: { tokenHash: hashToken(accessToken) },
    include: { user: { include: WITH_ACCOUNT } },
  });
  if (token === null || token.kind !== 'access' || token.revokedAt !== null || token.expiresAt <= now) return null;
  return token.sessionEpoch === token.user.sessionEpoch && maySignIn(installation, token.user) ? token.user : null;
}

export function userActor(user: User): UserActor {
  return {
    type: 'user',
    id: user.id,
    accountId: user.accountId,
    email: user.email,
    permissions: permissionsOf(user),
  };
}

/** The account's state and the person's own standing in it, as they are now. */
export function maySignIn(installation: Installation, user: SignedInUser): boolean {
  const standing = { status: user.account.status, plan: user.account.subscription?.plan ?? null };
  return (
    user.isActive &&
    user.removedAt === null &&
    validateAccountAndPlan(standing, 'sign_in', installation.baseUrl) === null
  );
}
