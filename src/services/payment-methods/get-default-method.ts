import type { PaymentMethod } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { listPaymentMethods } from './list-payment-methods.js';

/** How an account pays unless it says otherwise: its own default, else the first method offered in its country (D08, X-10). */
export async function getDefaultMethod(
  ctx: Context,
  account: { id: number; billingCountry: string },
): Promise<PaymentMethod | null> {
  const own = await dbOf(ctx).accountPaymentMethod.findFirst({
    where: { accountId: account.id, isDefault: true, isEnabled: true },
  });
  if (own !== null) return own.type;
  const [first] = await listPaymentMethods(ctx, account.billingCountry);
  return first?.paymentMethod ?? null;
}
