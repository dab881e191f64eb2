import type { PaymentMethodConfig } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

/**
 * The ways to pay offered in a country: its own rows and the global ones, of which a row of its own replaces the
 * same method — also a disabled one, so that operations can take a global method out of one country.
 */
export async function listPaymentMethods(ctx: Context, country: string): Promise<PaymentMethodConfig[]> {
  const configs = await dbOf(ctx).paymentMethodConfig.findMany({
    where: { countryCode: { in: ['*', country || '*'] } },
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
  });
  return methodsOffered(configs, country);
}

/** Of all configs the ones offered in a country. */
export function methodsOffered(all: PaymentMethodConfig[], country: string): PaymentMethodConfig[] {
  const configs = all.filter(({ countryCode }) => countryCode === '*' || countryCode === country);
  const ownMethods = new Set(
    configs.filter((config) => config.countryCode !== '*').map((config) => config.paymentMethod),
  );
  return configs.filter(
    (config) => config.isEnabled && (config.countryCode !== '*' || !ownMethods.has(config.paymentMethod)),
  );
}
