import type { PaymentMethod } from '@prisma/client';
import { addMinutes } from '../../src/services/core/calendar.js';
import { createRecord, editRecord } from '../../src/services/settings/edit-record.js';
import { actingAt } from './acting-at.js';
import type { World } from './world.js';

type Values = Record<string, unknown>;

const SELLER = {
  legalName: 'Harbourline Software Ltd.',
  email: 'billing@harbourline.example',
  addressLine1: '12 Dock Street',
  city: 'Bristol',
  postalCode: 'BS1 4DJ',
  country: 'GB',
  taxId: 'GB 123 4567 89',
  timeZone: 'Europe/London',
};

/** Real bank data replaced the examples of these countries; the others still show what an example looks like. */
const BANK_DATA: readonly { country: string; method: PaymentMethod; values: Values }[] = [
  {
    country: '*',
    method: 'bank_transfer',
    values: { bankName: 'Thornbury Bank plc', accountNumber: 'GB33 THBY 2020 1555 5555 55', swiftCode: 'THBYGB2L' },
  },
  {
    country: 'GB',
    method: 'bank_transfer',
    values: { bankName: 'Thornbury Bank plc', accountNumber: '55555555 (sort code 20-20-15)', swiftCode: 'THBYGB2L' },
  },
  {
    country: 'US',
    method: 'bank_transfer',
    values: {
      bankName: 'Cascade Federal Bank',
      accountNumber: '4400187265 (routing 125000024)',
      swiftCode: 'CSCDUS6P',
    },
  },
  {
    country: 'DE',
    method: 'bank_transfer',
    values: { bankName: 'Nordhafen Bank AG', accountNumber: 'DE02 2003 0000 0087 6543 21', swiftCode: 'NHBKDEHH' },
  },
  { country: 'PK', method: 'local_wallet', values: { walletId: '0345 5550199' } },
];

const JAPAN = {
  countryCode: 'JP',
  paymentMethod: 'bank_transfer',
  paymentMethodDisplay: 'Bank Transfer',
  displayName: '銀行振込',
  isEnabled: true,
  isManual: true,
  instructions:
    '請求書番号を振込依頼人名の前に付けてお振り込みください。 Please put the invoice number before your name.',
  bankName: 'Minato Bank, Ginza branch',
  accountNumber: 'Ordinary 1234567',
  swiftCode: 'MNTOJPJT',
  walletType: '',
  walletId: '',
  sortOrder: 3,
};

const PLANS = [
  {
    slug: 'growth-europe',
    name: 'Growth Europe',
    description: 'Growth, billed in euro.',
    price: '89.00',
    currency: 'EUR',
    includedCredits: 20_000,
    maxSites: 10,
    maxUsers: 15,
    maxIndustries: 15,
    sortOrder: 52,
  },
  {
    slug: 'starter-japan',
    name: 'Starter Japan',
    description: 'Starter, billed in yen.',
    price: '4400',
    currency: 'JPY',
    includedCredits: 5_000,
    maxSites: 3,
    maxUsers: 5,
    maxIndustries: 5,
    sortOrder: 54,
  },
];

/** Operations make the installation their own: seller, some of the bank data, two plans in other currencies. */
export async function makeItTheirs(world: World, at: Date): Promise<void> {
  const ctx = (minutes: number) => actingAt(world, addMinutes(at, minutes), world.staff.operations);
  const { prisma } = world.installation;
  const seller = await prisma.seller.findFirstOrThrow();
  await editRecord(ctx(0), { model: 'Seller', id: seller.id, version: seller.version, values: SELLER });
  for (const [index, { country, method, values }] of BANK_DATA.entries()) {
    const where = { countryCode_paymentMethod: { countryCode: country, paymentMethod: method } };
    const { id, version } = await prisma.paymentMethodConfig.findUniqueOrThrow({ where });
    await editRecord(ctx(5 + index * 4), { model: 'PaymentMethodConfig', id, version, values });
  }
  await createRecord(ctx(40), { model: 'PaymentMethodConfig', values: JAPAN });
  const terms = { billingCycle: 'monthly', signupPolicy: 'open', trialDays: null, isActive: true };
  for (const plan of PLANS) await createRecord(ctx(55), { model: 'Plan', values: { ...plan, ...terms } });
}
