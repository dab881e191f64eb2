import type { Account, Invoice, Plan } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { planLine } from '../invoices/invoice-lines.js';
import { issueInvoice } from '../invoices/issue-invoices.js';
import { voidUnderLock } from '../invoices/void-invoice.js';
import { isFree } from '../plans/plan-terms.js';
import { getRecipient } from '../users/get-recipient.js';
import { findOpenPlanInvoice } from './open-plan-invoice.js';

/**
 * Orders a paid plan for an account that the caller has locked: voids an unpaid plan invoice (refused while its
 * confirmation is in review) and issues the new one. A subscription that waits for its first payment takes the plan
 * at once; any other keeps its plan until the payment is approved.
 */
export async function orderPlan(ctx: TxContext, account: Account, plan: Plan): Promise<Invoice> {
  if (isFree(plan))
    throw fieldRefusal('plan_slug', 'plan_is_free', 'A free plan cannot be chosen here. Please choose a paid plan.');
  const subscription = await ctx.db.subscription.findUniqueOrThrow({
    where: { accountId: account.id },
    include: { plan: true },
  });
  const takesAtOnce = subscription.status === 'pending_payment';
  if (takesAtOnce && subscription.planId === plan.id && (await unpaidPlanInvoices(ctx, account.id)).length > 0) {
    throw new Refusal(
      'conflict',
      'plan_chosen_already',
      `The plan ${plan.name} is chosen already; its invoice waits for payment.`,
    );
  }
  await refuseWhileInReview(ctx, account.id);
  await voidUnpaidPlanInvoices(ctx, account.id, plan.name);
  if (takesAtOnce) await ctx.db.subscription.update({ where: { id: subscription.id }, data: { planId: plan.id } });
  const invoice = await issueInvoice(ctx, {
    accountId: account.id,
    subscriptionId: subscription.id,
    currency: plan.currency,
    lines: [planLine(plan)],
  });
  await ctx.audit({
    action: 'subscription.order_plan',
    entityType: 'Subscription',
    entityId: subscription.id,
    accountId: account.id,
    changes: { plan: { before: subscription.plan.slug, after: plan.slug }, invoice: { after: invoice.number } },
  });
  const to = await getRecipient(ctx, account.id);
  const data = {
    name: to.name,
    accountName: account.name,
    planName: plan.name,
    previousPlanName: subscription.plan.name,
    number: invoice.number ?? '',
    atOnce: takesAtOnce,
  };
  await ctx.enqueue({ kind: 'plan-changed', accountId: account.id, to, data });
  return invoice;
}

function unpaidPlanInvoices(ctx: TxContext, accountId: number): Promise<{ id: number }[]> {
  return ctx.db.invoice.findMany({
    where: { accountId, status: 'pending', NOT: { subscriptionId: null } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
}

async function refuseWhileInReview(ctx: TxContext, accountId: number): Promise<void> {
  const open = await findOpenPlanInvoice(ctx, accountId);
  if (open === null || !open.inReview) return;
  throw new Refusal(
    'conflict',
    'confirmation_pending',
    `The payment of invoice ${open.number} is being reviewed. The plan can be changed once that is decided.`,
  );
}

async function voidUnpaidPlanInvoices(ctx: TxContext, accountId: number, planName: string): Promise<void> {
  const unpaid = await unpaidPlanInvoices(ctx, accountId);
  for (const invoice of unpaid) await voidUnderLock(ctx, invoice.id, `Replaced: the plan ${planName} was chosen.`);
}
