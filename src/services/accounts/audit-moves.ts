import type { Account, AccountStatus } from '@prisma/client';
import type { TxContext } from '../core/context.js';

/** One audit entry per account that moved. */
export async function auditMoves(
  ctx: TxContext,
  action: string,
  accounts: Account[],
  after: (account: Account) => AccountStatus | null,
  reason: string,
): Promise<void> {
  await ctx.audit(
    accounts.map((account) => ({
      action,
      entityType: 'Account' as const,
      entityId: account.id,
      accountId: account.id,
      changes: { status: { before: account.status, after: after(account) } },
      reason,
    })),
  );
}
