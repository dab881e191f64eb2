import type { Account } from '@prisma/client';
import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { ids, note } from '../core/fields.js';
import { operation } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { isFree } from '../plans/plan-terms.js';
import { getRecipient } from '../users/get-recipient.js';
import { lockAccounts, outcomes } from './lock-accounts.js';
import { startAccount } from './start-account.js';

/** Lets pending accounts in: starts the trial or the billing of the plan they asked for (A30, X-05). Locks accounts. */
export const approveAccounts = operation({
  name: 'account.approve',
  permission: 'accounts.review',
  input: z.object({ accountIds: ids, note }),
  async run(ctx, { accountIds, note }): Promise<Outcome[]> {
    const { open, setAside } = await lockAccounts(ctx, accountIds, 'approve');
    for (const account of open) await approve(ctx, account, note);
    return outcomes(open, 'approved', setAside);
  },
});

async function approve(ctx: TxContext, pending: Account, note: string): Promise<void> {
  const plan = await ctx.db.plan.findUniqueOrThrow({ where: { id: pending.signupPlanId } });
  if (note !== '') await ctx.db.account.update({ where: { id: pending.id }, data: { adminNotes: note } });
  const { account } = await startAccount(ctx, pending, plan);
  await ctx.audit({
    action: 'account.approve',
    entityType: 'Account',
    entityId: account.id,
    accountId: account.id,
    changes: { status: { before: pending.status, after: account.status }, plan: { after: plan.slug } },
    reason: note,
  });
  const to = await getRecipient(ctx, account.id);
  await ctx.enqueue({
    kind: 'account-approved',
    accountId: account.id,
    to,
    data: {
      name: to.name,
      accountName: account.name,
      planName: plan.name,
      credits: account.creditBalance,
      trialExpiresAt: account.trialExpiresAt?.toISOString() ?? null,
      mustPay: !isFree(plan),
    },
  });
}
