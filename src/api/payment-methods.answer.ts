import { PaymentMethod, type PaymentMethodConfig } from '@prisma/client';
import { z } from 'zod';

/** All keys always, empty text where one is not used. */
export const paymentMethodAnswer = z
  .object({
    id: z.int(),
    country_code: z.string().meta({ description: 'ISO 3166, two letters; * for every country.' }),
    payment_method: z.enum(PaymentMethod),
    payment_method_display: z.string(),
    is_enabled: z.boolean(),
    display_name: z.string(),
    instructions: z.string(),
    bank_name: z.string(),
    account_number: z.string(),
    swift_code: z.string(),
    wallet_type: z.string(),
    wallet_id: z.string(),
    sort_order: z.int(),
    is_example: z.boolean().meta({ description: 'Example data: do not pay to it.' }),
  })
  .meta({ id: 'PaymentMethod' });

export function paymentMethodOnTheWire(config: PaymentMethodConfig): z.input<typeof paymentMethodAnswer> {
  return {
    id: config.id,
    country_code: config.countryCode,
    payment_method: config.paymentMethod,
    payment_method_display: config.paymentMethodDisplay,
    is_enabled: config.isEnabled,
    display_name: config.displayName,
    instructions: config.instructions,
    bank_name: config.bankName,
    account_number: config.accountNumber,
    swift_code: config.swiftCode,
    wallet_type: config.walletType,
    wallet_id: config.walletId,
    sort_order: config.sortOrder,
    is_example: config.isExample,
  };
}

export const PAYMENT_METHOD_EXAMPLE = {
  id: 4,
  country_code: 'PK',
  payment_method: 'local_wallet',
  payment_method_display: 'Local Wallet',
  is_enabled: true,
  display_name: 'JazzCash / Easypaisa',
  instructions: 'Send the amount to the wallet below from JazzCash or Easypaisa and note the transaction id.',
  bank_name: '',
  account_number: '',
  swift_code: '',
  wallet_type: 'JazzCash',
  wallet_id: '03001234567',
  sort_order: 4,
  is_example: true,
};
