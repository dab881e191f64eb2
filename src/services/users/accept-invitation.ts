import type { Account, Invitation, Plan, User } from '@prisma/client';
import { z } from 'zod';
import { validateAccountAndPlan } from '../access/validate-account-and-plan.js';
import type { TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { newPassword, requiredLine } from '../core/fields.js';
import { hashToken } from '../core/ids.js';
import { operation } from '../core/operation.js';
import { hashPassword } from '../core/passwords.js';
import { type InvitationState, invitationState } from './get-invitation.js';
import { lockAccount, planOf, WITH_PLAN } from './lock-own-account.js';
import { rightsOf } from './rights.js';
import { seatsOf } from './seats.js';
import { type SignedInUser, userActor } from './signed-in-user.js';

/**
 * Joins an account by the mailed link, which also proves the address. Refuses a link that is used, expired or revoked,
 * an account without a free seat or closed to new people, and an address that has a user already: a person belongs to
 * one account. Locks the account, then the address.
 */
export const acceptInvitation = operation({
  name: 'invitation.accept',
  permission: 'public',
  input: z.object({
    token: z.string().max(200),
    fullName: requiredLine(255, 'Please enter your name.'),
    password: newPassword,
    passwordConfirm: z.string().optional(),
  }),
  async run(ctx, { token, fullName, password, passwordConfirm }): Promise<SignedInUser> {
    refuseDifferentPasswords(password, passwordConfirm);
    const { accountId } = await openInvitation(ctx, token);
    // Slow on purpose, so before the lock: the account's other people need not wait for it.
    const passwordHash = await hashPassword(password);
    await lockAccount(ctx, accountId);
    const invitation = await openInvitation(ctx, token);
    await refuseClosedOrFull(ctx, accountId);
    await refuseTakenAddress(ctx, invitation);
    const user = await join(ctx, invitation, { fullName, passwordHash });
    await ctx.withActor(userActor(user)).audit({
      action: 'invitation.accept',
      entityType: 'Invitation',
      entityId: invitation.id,
      accountId,
      changes: { user: { after: user.email }, role: { after: user.role }, rights: { after: rightsOf(user) } },
    });
    return ctx.db.user.findUniqueOrThrow({
      where: { id: user.id },
      include: { account: { include: { subscription: { include: { plan: true } } } } },
    });
  },
});

function refuseDifferentPasswords(password: string, again: string | undefined): void {
  if (again === undefined || again === password) return;
  throw fieldRefusal(
    'password_confirm',
    'password_mismatch',
    'The two passwords differ. Please type the same one twice.',
  );
}

const NOT_OPEN: Record<Exclude<InvitationState, 'open'>, string> = {
  used: 'This invitation was accepted already. Please sign in.',
  expired: 'This invitation has expired. Please ask the person who invited you to send it again.',
  revoked: 'This invitation was taken back. Please ask the person who invited you.',
};

async function openInvitation(ctx: TxContext, token: string): Promise<Invitation> {
  const invitation = await ctx.db.invitation.findUnique({ where: { tokenHash: hashToken(token) } });
  if (invitation === null) {
    throw new Refusal(
      'rule_violated',
      'invitation_unknown',
      'This link leads to no invitation, or a newer one was sent. Please use the latest mail.',
    );
  }
  const state = invitationState(invitation, ctx.now);
  if (state !== 'open') throw new Refusal('rule_violated', `invitation_${state}`, NOT_OPEN[state]);
  return invitation;
}

async function refuseClosedOrFull(ctx: TxContext, accountId: number): Promise<void> {
  const account: Account & { signupPlan: Plan; subscription: { plan: Plan } | null } =
    await ctx.db.account.findUniqueOrThrow({ where: { id: accountId }, include: WITH_PLAN });
  const standing = { status: account.status, plan: account.subscription?.plan ?? null };
  const closed = validateAccountAndPlan(standing, 'app', ctx.installation.baseUrl);
  if (closed !== null) {
    const sentence = `${account.name} cannot take in new people at the moment. Please ask the person who invited you.`;
    throw new Refusal(closed.kind, closed.code, sentence);
  }
  const seats = await seatsOf(ctx, accountId, planOf(account));
  if (seats.free === 0) {
    const sentence = `Every seat of ${account.name} is taken. Please ask the person who invited you to make room, then open this link again.`;
    throw new Refusal('rule_violated', 'no_seat_left', sentence);
  }
}

/** Told to the reader of that address only; the invitation stays open, as if it had never been opened. */
async function refuseTakenAddress(ctx: TxContext, { email }: Invitation): Promise<void> {
  // The same queue as signing up: of two who take one address at once, the second one is told.
  await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 0))`;
  if ((await ctx.db.user.count({ where: { email, removedAt: null } })) === 0) return;
  throw new Refusal(
    'conflict',
    'email_has_user',
    `${email} has a login already, and a login belongs to one account. Please write to the person who invited you from another address, and ask to be invited there.`,
  );
}

/** The invitation's columns in the WHERE let exactly one of two who press at once through. */
async function join(
  ctx: TxContext,
  invitation: Invitation,
  person: Pick<User, 'fullName' | 'passwordHash'>,
): Promise<User> {
  const { id, accountId, email, role, invitedById, invitedAt } = invitation;
  const user = await ctx.db.user.create({
    data: {
      accountId,
      email,
      ...person,
      role,
      ...rightsOf(invitation),
      invitedById,
      invitedAt,
      acceptedAt: ctx.now,
      isActive: true,
      emailVerifiedAt: ctx.now,
      lastLoginAt: ctx.now,
      createdAt: ctx.now,
    },
  });
  const { count } = await ctx.db.invitation.updateMany({
    where: { id, acceptedAt: null, revokedAt: null, expiresAt: { gt: ctx.now } },
    data: { acceptedAt: ctx.now, acceptedById: user.id },
  });
  if (count === 0) throw new Refusal('rule_violated', 'invitation_used', NOT_OPEN.used);
  return user;
}
