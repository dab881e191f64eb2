import type { Account } from '@prisma/client';
import { z } from 'zod';
import { validateAccountAndPlan } from '../access/validate-account-and-plan.js';
import { actingUser, type TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { type Billing, billing, paymentMethod, requiredLine } from '../core/fields.js';
import { moneyString } from '../core/money.js';
import { operation } from '../core/operation.js';
import { offeredMethod, setDefaultMethod } from '../payment-methods/choose-payment-method.js';
import { getOfferedPlan } from '../plans/get-plan.js';
import { insistOnRight } from '../users/lock-own-account.js';
import { orderPlan } from './order-plan.js';

/**
 * A trial tenant chooses a paid plan, or one that waits for its first payment changes the choice: billing data and
 * payment method are kept, the invoice is issued, and the state stays as it is until the payment is approved.
 */
export const choosePlan = operation({
  name: 'subscription.choose_plan',
  permission: 'tenant.change_plan',
  input: z.object({
    planSlug: requiredLine(64, 'Please choose a plan.'),
    billing: billing.optional(),
    paymentMethod: paymentMethod.optional(),
  }),
  async run(ctx, input) {
    const { accountId } = actingUser(ctx);
    await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
    await insistOnRight(ctx, 'tenant.change_plan');
    const account = await ctx.db.account.findUniqueOrThrow({ where: { id: accountId } });
    refuseUnlessChoosing(account, ctx.installation.baseUrl);
    const plan = await getOfferedPlan(ctx, input.planSlug);
    const billed = input.billing === undefined ? account : await saveBilling(ctx, account, input.billing);
    const usual = await ctx.db.accountPaymentMethod.findFirst({ where: { accountId, isDefault: true } });
    const method = await offeredMethod(ctx, billed.billingCountry, input.paymentMethod, usual?.type);
    await setDefaultMethod(ctx, accountId, method);
    const invoice = await orderPlan(ctx, billed, plan);
    return {
      plan: plan.slug,
      invoice: {
        id: invoice.id,
        number: invoice.number ?? '',
        total: moneyString(invoice.total, invoice.currency),
        currency: invoice.currency,
        dueAt: invoice.dueAt,
      },
    };
  },
});

function refuseUnlessChoosing(account: Account, baseUrl: string): void {
  if (account.status === 'trial' || account.status === 'pending_payment') return;
  const refusal = validateAccountAndPlan({ status: account.status, plan: { isActive: true } }, 'app', baseUrl);
  throw (
    refusal ??
    new Refusal('conflict', 'plan_change_by_staff', 'Your account has a running plan. Please write to us to change it.')
  );
}

async function saveBilling(ctx: TxContext, account: Account, chosen: Billing): Promise<Account> {
  const saved = await ctx.db.account.update({
    where: { id: account.id },
    data: {
      billingEmail: chosen.email,
      billingAddressLine1: chosen.addressLine1,
      billingAddressLine2: chosen.addressLine2,
      billingCity: chosen.city,
      billingState: chosen.state,
      billingPostalCode: chosen.postalCode,
      billingCountry: chosen.country,
      taxId: chosen.taxId,
      version: { increment: 1 },
    },
  });
  await ctx.audit({
    action: 'account.edit_billing',
    entityType: 'Account',
    entityId: account.id,
    accountId: account.id,
    changes: {
      billing_country: { before: account.billingCountry, after: chosen.country },
      billing_email: { before: account.billingEmail, after: chosen.email },
    },
  });
  return saved;
}
