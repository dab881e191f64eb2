import type { Account, Plan, User } from '@prisma/client';
import { checkTenantAccess, rightIsMissing } from '../access/check-tenant-access.js';
import { actingUser, type TxContext } from '../core/context.js';
import type { TenantPermission } from '../core/permissions.js';
import { permissionsOf } from './role-permissions.js';

/** Who acts, as they are under their account's lock. */
export interface ActingPerson extends User {
  account: Account;
  plan: Plan;
}

/**
 * Locks the account of who acts, before anything that concerns its people, and reads them anew: a right that was taken
 * meanwhile no longer counts, and neither does somebody who was removed. Accounts that may not use the product are refused.
 */
export async function lockOwnAccount(ctx: TxContext, permission: TenantPermission): Promise<ActingPerson> {
  const { id, accountId } = actingUser(ctx);
  await lockAccount(ctx, accountId);
  const { account, ...me } = await ctx.db.user.findUniqueOrThrow({
    where: { id, accountId },
    include: { account: { include: WITH_PLAN } },
  });
  const permissions = me.removedAt === null ? permissionsOf(me) : new Set<string>();
  const standing = { status: account.status, plan: account.subscription?.plan ?? null };
  const asking = { permissions, account: standing };
  const refusal = checkTenantAccess(asking, { permission, capability: 'app' }, ctx.installation.baseUrl);
  if (refusal !== null) throw refusal;
  return { ...me, account, plan: planOf(account) };
}

/**
 * For what takes the account's lock by itself: who acts, read anew under it. Whoever was removed or lost the right while
 * the request waited for the lock is refused.
 */
export async function insistOnRight(ctx: TxContext, permission: TenantPermission): Promise<void> {
  const { id, accountId } = actingUser(ctx);
  const me = await ctx.db.user.findUniqueOrThrow({ where: { id, accountId } });
  if (me.removedAt !== null || !me.isActive || !permissionsOf(me).has(permission)) throw rightIsMissing(permission);
}

/** NO KEY: a row that merely refers to the account does not wait for us. */
export async function lockAccount(ctx: TxContext, accountId: number): Promise<void> {
  await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
}

export const WITH_PLAN = { signupPlan: true, subscription: { include: { plan: true } } } as const;

/** The plan whose seats count: the subscription's, before there is one the plan asked for at signup. */
export function planOf(account: { signupPlan: Plan; subscription: { plan: Plan } | null }): Plan {
  return account.subscription?.plan ?? account.signupPlan;
}
