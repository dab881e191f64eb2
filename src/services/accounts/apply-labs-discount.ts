import { z } from 'zod';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { email, id, percent } from '../core/fields.js';
import { Money } from '../core/money.js';
import { operation } from '../core/operation.js';
import { writeProfile } from './update-own-profile.js';

/**
 * Staff say whether an account is a Labs customer, by which Labs login, and how much is taken off what its new contracts
 * ask for; contracts that were sent keep their own percentage (C50). Locks the account.
 */
export const applyLabsDiscount = operation({
  name: 'account.apply_labs_discount',
  permission: 'accounts.discount',
  input: z.object({
    accountId: id,
    isLabsCustomer: z.boolean(),
    labsAccountEmail: z.union([z.literal(''), email]).default(''),
    labsDiscountPercent: percent,
  }),
  async run(ctx, { accountId, ...labs }): Promise<{ changed: boolean }> {
    const locked = await ctx.db.$queryRaw<
      { id: number }[]
    >`SELECT id FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
    if (locked.length === 0) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
    if (!labs.isLabsCustomer && !labs.labsDiscountPercent.isZero()) {
      const sentence = 'Only Labs customers have a Labs discount. Say that it is one, or enter 0.';
      throw fieldRefusal('labsDiscountPercent', 'not_labs_customer', sentence);
    }
    const before = (await ctx.db.companyProfile.findUnique({ where: { accountId } })) ?? NOTHING;
    const changes = {
      is_labs_customer: { before: before.isLabsCustomer, after: labs.isLabsCustomer },
      labs_account_email: { before: before.labsAccountEmail, after: labs.labsAccountEmail },
      labs_discount_percent: {
        before: before.labsDiscountPercent.toFixed(2),
        after: labs.labsDiscountPercent.toFixed(2),
      },
    };
    if (Object.values(changes).every((change) => change.before === change.after)) return { changed: false };
    const profile = await writeProfile(ctx, accountId, labs);
    await ctx.audit({
      action: 'account.apply_labs_discount',
      entityType: 'CompanyProfile',
      entityId: profile.id,
      accountId,
      changes,
    });
    return { changed: true };
  },
});

const NOTHING = { isLabsCustomer: false, labsAccountEmail: '', labsDiscountPercent: new Money(0) };
