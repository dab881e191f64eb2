import type { User, UserRole } from '@prisma/client';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { allows, parse } from '../core/operation.js';
import { invitationState } from './get-invitation.js';
import { planOf, WITH_PLAN } from './lock-own-account.js';
import { type Rights, rightsOf } from './rights.js';
import { type Seats, seatsOf } from './seats.js';

export interface PersonView {
  id: number;
  fullName: string;
  email: string;
  role: UserRole;
  rights: Rights;
  isMe: boolean;
  lastLoginAt: Date | null;
  joinedAt: Date;
  version: number;
}

export interface OpenInvitation {
  id: number;
  email: string;
  role: UserRole;
  rights: Rights;
  invitedBy: string;
  invitedAt: Date;
  expiresAt: Date;
  isExpired: boolean;
}

export interface People {
  people: Page<PersonView>;
  /** Those not answered yet, the expired ones among them; empty for who may not manage people. */
  invitations: OpenInvitation[];
  seats: Seats;
}

/** Everybody of the own account who has not left, in the order they joined, and the invitations that wait. */
export async function listOwnPeople(ctx: Context, query: { limit?: number; cursor?: number } = {}): Promise<People> {
  const { accountId } = actingUser(ctx);
  const { limit, cursor } = parse(page, query);
  const rows = await dbOf(ctx).user.findMany({
    where: { accountId, removedAt: null, ...(cursor === undefined ? {} : { id: { gt: cursor } }) },
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  const { rows: shown, nextCursor } = pageOf(rows, limit);
  const account = await dbOf(ctx).account.findUniqueOrThrow({ where: { id: accountId }, include: WITH_PLAN });
  return {
    people: { rows: shown.map((user) => personView(ctx, user)), nextCursor },
    invitations: allows(ctx.actor, 'tenant.manage_people') ? await listWaitingInvitations(ctx, accountId) : [],
    seats: await seatsOf(ctx, accountId, planOf(account)),
  };
}

/** One person of the own account; another account's, or one who left, does not exist. */
export async function getOwnPerson(ctx: Context, userId: number): Promise<PersonView> {
  const { accountId } = actingUser(ctx);
  const user = await dbOf(ctx).user.findFirst({ where: { id: userId, accountId, removedAt: null } });
  if (user === null) throw new Refusal('not_found', 'person_not_found', 'This person does not belong to your account.');
  return personView(ctx, user);
}

function personView(ctx: Context, user: User): PersonView {
  return {
    id: user.id,
    fullName: user.fullName,
    email: user.email,
    role: user.role,
    rights: rightsOf(user),
    isMe: user.id === actingUser(ctx).id,
    lastLoginAt: user.lastLoginAt,
    joinedAt: user.acceptedAt ?? user.createdAt,
    version: user.version,
  };
}

/** At most fifty: inviting keeps to that. */
async function listWaitingInvitations(ctx: Context, accountId: number): Promise<OpenInvitation[]> {
  const rows = await dbOf(ctx).invitation.findMany({
    where: { accountId, acceptedAt: null, revokedAt: null },
    include: { invitedBy: true },
    orderBy: { id: 'desc' },
  });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    rights: rightsOf(row),
    invitedBy: row.invitedBy.fullName,
    invitedAt: row.invitedAt,
    expiresAt: row.expiresAt,
    isExpired: invitationState(row, ctx.clock.now()) === 'expired',
  }));
}
