import { z } from 'zod';
import { actingStaff } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id, reason } from '../core/fields.js';
import { newId } from '../core/ids.js';
import { operation } from '../core/operation.js';
import { recordCredits } from './record-credits.js';

const MOST = 1_000_000_000;

/** Adds or takes credits by hand, with a reason; the balance never goes below zero. Locks the account. */
export const adjustCredits = operation({
  name: 'credits.adjust',
  permission: 'credits.adjust',
  input: z.object({
    accountId: id,
    amount: z
      .int('Please enter whole credits, like 100 or -60.')
      .min(-MOST, 'This is more than an account can hold.')
      .max(MOST, 'This is more than an account can hold.')
      .refine((amount) => amount !== 0, 'Please enter how many credits to add or take.'),
    reason,
  }),
  async run(ctx, { accountId, amount, reason }): Promise<{ balance: number }> {
    const [account] = await ctx.db.$queryRaw<{ balance: number }[]>`
      SELECT credit_balance AS balance FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
    if (account === undefined) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
    const balance = account.balance + amount;
    if (balance < 0) {
      throw new Refusal(
        'rule_violated',
        'balance_too_low',
        `The account has ${account.balance} credits; ${-amount} cannot be taken.`,
        [{ path: 'amount', message: `At most ${account.balance} credits can be taken.` }],
      );
    }
    if (balance > 2_147_483_647)
      throw new Refusal('rule_violated', 'balance_too_high', 'This is more than an account can hold.', [
        { path: 'amount', message: 'Too many credits.' },
      ]);
    await recordCredits(ctx, [
      {
        accountId,
        transactionType: 'adjustment',
        amount,
        description: reason,
        metadata: { staff_user_id: actingStaff(ctx).id },
        sourceType: 'adjustment',
        sourceId: newId(),
      },
    ]);
    await ctx.audit({
      action: 'credits.adjust',
      entityType: 'Account',
      entityId: accountId,
      accountId,
      changes: { credit_balance: { before: account.balance, after: balance } },
      reason,
    });
    return { balance };
  },
});
