import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id, requiredLine } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { getOfferedPlan } from '../plans/get-plan.js';
import { orderPlan } from './order-plan.js';

/** Staff order a paid plan for a trial, pending-payment or active account. Locks the account. */
export const changePlan = operation({
  name: 'subscription.change_plan',
  permission: 'accounts.change_plan',
  input: z.object({ accountId: id, planSlug: requiredLine(64, 'Please choose a plan.') }),
  async run(ctx, { accountId, planSlug }): Promise<{ invoiceId: number; invoiceNumber: string }> {
    await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
    const account = await ctx.db.account.findUnique({ where: { id: accountId } });
    if (account === null) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
    if (!['trial', 'pending_payment', 'active'].includes(account.status)) {
      throw new Refusal(
        'conflict',
        'account_status',
        `The account is ${account.status.replace('_', ' ')}; its plan cannot be changed now.`,
      );
    }
    const invoice = await orderPlan(ctx, account, await getOfferedPlan(ctx, planSlug));
    return { invoiceId: invoice.id, invoiceNumber: invoice.number ?? '' };
  },
});
