import { z } from 'zod';
import * as fields from '../core/fields.js';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** Forms send text; programs may send the value itself. */
const number = (min: number, max: number) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .trim()
          .regex(/^-?\d{1,10}$/, 'Please enter a whole number.')
          .transform(Number),
      ],
      'Please enter a whole number.',
    )
    .pipe(
      z
        .int('Please enter a whole number.')
        .min(min, `Please enter at least ${min}.`)
        .max(max, `Please enter at most ${max}.`),
    );

const numberOrNone = (min: number, max: number) =>
  z.union([z.literal('').transform(() => null), z.null(), number(min, max)]);

const yesNo = z.union([
  z.boolean(),
  z.enum(['true', 'false'], 'Please choose yes or no.').transform((value) => value === 'true'),
]);

const currency = fields.currency.refine((code) => CURRENCIES.has(code), 'This is not a currency that is in use.');

const requiredCountry = fields.country.min(2, 'Please choose a country.');

export const NO_TIME_ZONE = 'Please give a time zone like Europe/Berlin.';
const timeZone = fields.line(64).refine(isTimeZone, NO_TIME_ZONE);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const planFields = z.object({
  name: fields.requiredLine(120, 'Please name the plan.'),
  slug: z
    .string()
    .trim()
    .max(64, 'Please use at most 64 characters.')
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Please use lower-case letters, digits and hyphens, like "starter".'),
  description: fields.text(2_000),
  price: fields.amount,
  currency,
  billingCycle: z.enum(['monthly', 'quarterly', 'yearly'], 'Please choose a billing cycle.'),
  includedCredits: number(0, 2_000_000_000),
  maxSites: number(0, 1_000_000),
  maxUsers: number(1, 1_000_000),
  maxIndustries: numberOrNone(0, 1_000_000),
  signupPolicy: z.enum(['open', 'approval'], 'Please choose a signup policy.'),
  trialDays: numberOrNone(1, 3_650),
  isActive: yesNo,
  sortOrder: number(-1_000_000, 1_000_000),
});

export const paymentMethodFields = z.object({
  countryCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^(\*|[A-Z]{2})$/, 'Please give two letters like PK, or * for every other country.'),
  paymentMethod: fields.paymentMethod,
  paymentMethodDisplay: fields.requiredLine(100, 'Please name the method.'),
  displayName: fields.requiredLine(100, 'Please give the name that tenants see.'),
  isEnabled: yesNo,
  isManual: yesNo,
  instructions: fields.text(5_000),
  bankName: fields.line(255),
  accountNumber: fields.line(100),
  swiftCode: fields.line(50),
  walletType: fields.line(100),
  walletId: fields.line(100),
  sortOrder: number(-1_000_000, 1_000_000),
});

export const sellerFields = z.object({
  legalName: fields.requiredLine(255, 'Please give the legal name that stands on invoices.'),
  email: fields.email,
  addressLine1: fields.line(255),
  addressLine2: fields.line(255),
  city: fields.line(100),
  state: fields.line(100),
  postalCode: fields.line(20),
  country: requiredCountry,
  taxId: fields.line(100),
  logoUrl: fields.webAddress,
  timeZone,
  defaultCurrency: currency,
  paymentTermsDays: number(0, 365),
});

export const accountFields = z.object({
  name: fields.requiredLine(255, 'Please name the account.'),
  email: fields.email,
  billingEmail: z.union([z.literal(''), fields.email]),
  billingAddressLine1: fields.line(255),
  billingAddressLine2: fields.line(255),
  billingCity: fields.line(100),
  billingState: fields.line(100),
  billingPostalCode: fields.line(20),
  billingCountry: fields.country,
  taxId: fields.line(100),
  timeZone: z.union([z.literal('').transform(() => null), z.null(), timeZone]),
  adminNotes: fields.text(5_000),
});

export const userFields = z.object({
  fullName: fields.requiredLine(255, 'Please give the name.'),
  firstName: fields.line(150),
  lastName: fields.line(150),
});

export const companyProfileFields = z.object({
  industry: fields.line(120),
  companySize: fields.companySize,
  website: fields.webAddress,
  logoUrl: fields.webAddress,
});

export const contractTemplateFields = z.object({
  name: fields.requiredLine(120, 'Please name the template.'),
  contractType: z.enum(['onboarding', 'engagement', 'maintenance'], 'Please choose the kind of contract.'),
  body: fields.text(100_000).min(1, 'Please write the text.'),
  isActive: yesNo,
  sortOrder: number(-1_000_000, 1_000_000),
});
