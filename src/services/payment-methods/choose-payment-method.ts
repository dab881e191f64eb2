import type { PaymentMethod } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { listPaymentMethods } from './list-payment-methods.js';

/** The method wanted, if the country offers it; without a wish the usual one, else the first one offered there. */
export async function offeredMethod(
  ctx: TxContext,
  country: string,
  wanted: PaymentMethod | undefined,
  usual?: PaymentMethod,
): Promise<PaymentMethod> {
  const offered = await listPaymentMethods(ctx, country);
  const of = (method: PaymentMethod | undefined) => offered.find((config) => config.paymentMethod === method);
  const found = wanted === undefined ? (of(usual) ?? offered[0]) : of(wanted);
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
