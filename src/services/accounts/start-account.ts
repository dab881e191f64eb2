import type { Account, Invoice, Plan } from '@prisma/client';
import { addDays } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { recordCredits } from '../credits/record-credits.js';
import { planLine } from '../invoices/invoice-lines.js';
import { issueInvoice } from '../invoices/issue-invoices.js';
import { isFree } from '../plans/plan-terms.js';

/**
 * Takes a pending account into business: a free plan starts its trial with the plan's credits, a paid one gets its
 * subscription and first invoice. Called at signup (policy open) or at approval, under the account's lock.
 */
export async function startAccount(
  ctx: TxContext,
  account: Account,
  plan: Plan,
): Promise<{ account: Account; invoice: Invoice | null }> {
  await ctx.db.user.updateMany({ where: { accountId: account.id, removedAt: null }, data: { isActive: true } });
  return isFree(plan)
    ? { account: await startTrial(ctx, account, plan), invoice: null }
    : startBilling(ctx, account, plan);
}

async function startTrial(ctx: TxContext, account: Account, plan: Plan): Promise<Account> {
  const expiresAt = plan.trialDays === null ? null : addDays(ctx.now, plan.trialDays);
  await ctx.db.subscription.create({
    data: {
      accountId: account.id,
      planId: plan.id,
      status: 'trialing',
      currentPeriodStart: ctx.now,
      currentPeriodEnd: expiresAt,
      createdAt: ctx.now,
    },
  });
  const started = await ctx.db.account.update({
    where: { id: account.id },
    data: { status: 'trial', trialStartedAt: ctx.now, trialExpiresAt: expiresAt, version: { increment: 1 } },
  });
  if (plan.includedCredits === 0) return started;
  await recordCredits(ctx, [
    {
      accountId: account.id,
      transactionType: 'subscription',
      amount: plan.includedCredits,
      description: `${plan.name}: included credits`,
      metadata: { plan: plan.slug, source: 'trial' },
      sourceType: 'trial',
      sourceId: String(account.id),
    },
  ]);
  return { ...started, creditBalance: plan.includedCredits };
}

async function startBilling(
  ctx: TxContext,
  account: Account,
  plan: Plan,
): Promise<{ account: Account; invoice: Invoice }> {
  const subscription = await ctx.db.subscription.create({
    data: { accountId: account.id, planId: plan.id, status: 'pending_payment', createdAt: ctx.now },
  });
  const started = await ctx.db.account.update({
    where: { id: account.id },
    data: { status: 'pending_payment', version: { increment: 1 } },
  });
  const invoice = await issueInvoice(ctx, {
    accountId: account.id,
    subscriptionId: subscription.id,
    currency: plan.currency,
    lines: [planLine(plan)],
  });
  return { account: started, invoice };
}
