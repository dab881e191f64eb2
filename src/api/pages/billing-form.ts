import type { PaymentMethodConfig } from '@prisma/client';
import type { Context } from '../../services/core/context.js';
import { type Billing, PAYMENT_METHODS } from '../../services/core/fields.js';
import { listPaymentMethods } from '../../services/payment-methods/list-payment-methods.js';
import { countries } from './countries.js';
import type { FieldDefinition, FormErrors, FormValues } from './form.js';
import { methodIcon } from './formats.js';

/** The billing step of signup and of choosing a plan; the names are those of the API. */
export const BILLING_FIELDS = {
  billingCountry: {
    name: 'billing_country',
    label: 'Country',
    kind: 'select',
    required: true,
    placeholder: 'Choose a country',
    options: countries,
    autocomplete: 'billing country',
  },
  billingAddressLine1: {
    name: 'billing_address_line1',
    label: 'Address',
    autocomplete: 'billing address-line1',
    maxLength: 255,
  },
  billingAddressLine2: {
    name: 'billing_address_line2',
    label: 'Address, second line',
    autocomplete: 'billing address-line2',
    maxLength: 255,
  },
  billingPostalCode: {
    name: 'billing_postal_code',
    label: 'Postal code',
    autocomplete: 'billing postal-code',
    maxLength: 20,
  },
  billingCity: { name: 'billing_city', label: 'City', autocomplete: 'billing address-level2', maxLength: 100 },
  billingState: { name: 'billing_state', label: 'State', autocomplete: 'billing address-level1', maxLength: 100 },
  billingEmail: {
    name: 'billing_email',
    label: 'E-mail for invoices',
    kind: 'email',
    hint: 'Left empty, they go to your own address.',
    autocomplete: 'billing email',
    maxLength: 254,
  },
  taxId: { name: 'tax_id', label: 'Tax ID', maxLength: 100 },
} as const satisfies Record<string, FieldDefinition>;

export function billingInput(values: FormValues): Partial<Billing> {
  return {
    email: values.billing_email ?? '',
    addressLine1: values.billing_address_line1 ?? '',
    addressLine2: values.billing_address_line2 ?? '',
    city: values.billing_city ?? '',
    state: values.billing_state ?? '',
    postalCode: values.billing_postal_code ?? '',
    country: values.billing_country ?? '',
    taxId: values.tax_id ?? '',
  };
}

/** Undefined leaves the choice to the service: the first method that the country offers. */
export function chosenMethod(values: FormValues): (typeof PAYMENT_METHODS)[number] | undefined {
  return PAYMENT_METHODS.find((method) => method === values.payment_method);
}

/** The country decides how one can pay, so a form that shows methods insists on it. */
export function missingCountry(values: FormValues): FormErrors {
  if (knownCountry(values) !== '') return new Map();
  return new Map([['billing_country', 'Please choose your country: it decides how you can pay.']]);
}

/** A hand-made request may hold anything; a country is one of the list or none. */
function knownCountry(values: FormValues): string {
  return countries.find(({ value }) => value === values.billing_country)?.value ?? '';
}

export const METHODS_ID = 'payment-methods';

/** The radio cards for a country; the method chosen before stays chosen when the country offers it. */
export async function methodChoices(ctx: Context, values: FormValues, errors: FormErrors): Promise<object> {
  const offered = await listPaymentMethods(ctx, knownCountry(values));
  const error = errors.get('payment_method');
  return {
    id: METHODS_ID,
    choices: methodCards(offered, values.payment_method ?? ''),
    ...(error === undefined ? {} : { error }),
  };
}

export function methodCards(offered: PaymentMethodConfig[], chosen: string): object[] {
  const isOffered = offered.some((config) => config.paymentMethod === chosen);
  return offered.map((config, index) => ({
    name: 'payment_method',
    value: config.paymentMethod,
    title: config.displayName,
    text: config.bankName || config.walletType,
    icon: methodIcon(config.paymentMethod),
    checked: isOffered ? config.paymentMethod === chosen : index === 0,
  }));
}
