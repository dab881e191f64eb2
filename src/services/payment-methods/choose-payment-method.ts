import type { PaymentMethod } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { listPaymentMethods } from './list-payment-methods.js';

/** The method wanted, if the country offers it; without a wish the first one offered there. */
export async function offeredMethod(
  ctx: TxContext,
  country: string,
  wanted: PaymentMethod | undefined,
): Promise<PaymentMethod> {
  const offered = await listPaymentMethods(ctx, country);
  const found = wanted === undefined ? offered[0] : offered.find((config) => config.paymentMethod === wanted);
  if (found === undefined) {
    throw fieldRefusal(
      'payment_method',
      'payment_method_not_offered',
      'This payment method is not offered in your country. Please choose one of those listed.',
    );
  }
  return found.paymentMethod;
}

/** Makes a method the account's default. Call it under the account's lock. */
export async function setDefaultMethod(ctx: TxContext, accountId: number, type: PaymentMethod): Promise<void> {
  await ctx.db.accountPaymentMethod.updateMany({
    where: { accountId, isDefault: true, NOT: { type } },
    data: { isDefault: false },
  });
  await ctx.db.accountPaymentMethod.upsert({
    where: { accountId_type: { accountId, type } },
    create: { accountId, type, isDefault: true },
    update: { isDefault: true, isEnabled: true },
  });
}
