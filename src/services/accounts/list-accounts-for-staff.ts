import type { AccountStatus, Prisma } from '@prisma/client';
import type { z } from 'zod';
import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { parse } from '../core/operation.js';

type Query = z.input<typeof page> & { status?: AccountStatus | undefined };

const SHOWN = {
  signupPlan: { select: { slug: true } },
  subscription: { select: { status: true, plan: { select: { slug: true } } } },
  companyProfile: true,
  // The first owner is who signed up.
  users: { where: { role: 'owner', removedAt: null }, orderBy: { id: 'asc' }, take: 1 },
  _count: { select: { users: { where: { removedAt: null } }, contracts: { where: { status: 'active' } } } },
} as const satisfies Prisma.AccountInclude;

/** Accounts, newest first, with the person who signed up and what they agreed on. For staff. */
export async function listAccountsForStaff(ctx: Context, query: Query): Promise<Page<StaffAccountView>> {
  actingStaff(ctx);
  const { limit, cursor } = parse(page, query);
  const accounts = await dbOf(ctx).account.findMany({
    where: {
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    include: SHOWN,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(accounts.map(staffAccountView), limit);
}

/** One of them. */
export async function getAccountForStaff(ctx: Context, accountId: number): Promise<StaffAccountView> {
  actingStaff(ctx);
  const account = await dbOf(ctx).account.findUnique({ where: { id: accountId }, include: SHOWN });
  if (account === null) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
  return staffAccountView(account);
}

function staffAccountView(account: Prisma.AccountGetPayload<{ include: typeof SHOWN }>) {
  const [owner] = account.users;
  const { companyProfile: profile, subscription } = account;
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    status: account.status,
    plan: subscription?.plan.slug ?? account.signupPlan.slug,
    subscriptionStatus: subscription?.status ?? null,
    credits: account.creditBalance,
    billingCountry: account.billingCountry,
    owner:
      owner === undefined
        ? null
        : {
            id: owner.id,
            email: owner.email,
            fullName: owner.fullName,
            username: owner.username,
            isEmailVerified: owner.emailVerifiedAt !== null,
          },
    company: {
      industry: profile?.industry ?? '',
      size: profile?.companySize ?? '',
      website: profile?.website ?? '',
      isLabsCustomer: profile?.isLabsCustomer ?? false,
    },
    users: account._count.users,
    activeContracts: account._count.contracts,
    createdAt: account.createdAt,
  };
}

export type StaffAccountView = ReturnType<typeof staffAccountView>;
