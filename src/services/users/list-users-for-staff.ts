import type { Account, User } from '@prisma/client';
import type { z } from 'zod';
import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { parse } from '../core/operation.js';

type Query = z.input<typeof page> & { accountId?: number | undefined };
type Seen = User & { account: Pick<Account, 'name' | 'status' | 'creditBalance'> };

const ACCOUNT = { select: { name: true, status: true, creditBalance: true } } as const;

/** People of all accounts, newest first, each with the credits that their account holds. For staff. */
export async function listUsersForStaff(ctx: Context, query: Query): Promise<Page<StaffUserView>> {
  actingStaff(ctx);
  const { limit, cursor } = parse(page, query);
  const users = await dbOf(ctx).user.findMany({
    where: {
      removedAt: null,
      ...(query.accountId === undefined ? {} : { accountId: query.accountId }),
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    include: { account: ACCOUNT },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(users.map(staffUserView), limit);
}

/** One of them. */
export async function getUserForStaff(ctx: Context, userId: number): Promise<StaffUserView> {
  actingStaff(ctx);
  const user = await dbOf(ctx).user.findFirst({
    where: { id: userId, removedAt: null },
    include: { account: ACCOUNT },
  });
  if (user === null) throw new Refusal('not_found', 'user_not_found', 'This user does not exist.');
  return staffUserView(user);
}

function staffUserView({ account, ...user }: Seen) {
  return {
    id: user.id,
    email: user.email,
    fullName: user.fullName,
    role: user.role,
    isActive: user.isActive,
    isEmailVerified: user.emailVerifiedAt !== null,
    accountId: user.accountId,
    accountName: account.name,
    accountStatus: account.status,
    credits: account.creditBalance,
    lastLoginAt: user.lastLoginAt,
    createdAt: user.createdAt,
  };
}

export type StaffUserView = ReturnType<typeof staffUserView>;
