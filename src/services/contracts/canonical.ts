import { createHash } from 'node:crypto';
import type { Account, Contract, ContractLineItem, ContractSigner, ContractVersion, Seller } from '@prisma/client';
import type { z } from 'zod';
import { scheduleRow } from '../billing-periods/preview-billing.js';
import { type PlannedPeriod, sum } from '../billing-periods/schedule.js';
import { dateText, dayWords } from '../core/calendar.js';
import { formatMoney, moneyString, roundToCurrency } from '../core/money.js';
import { contractContent } from '../core/pdf.js';
import { billingSnapshot, sellerSnapshot } from '../invoices/billing-snapshot.js';
import { fillFields, type KnownField, knownFields } from './fill-fields.js';
import { blocksOf } from './markdown.js';

/** Everything the signer of a version sees. */
export type CanonicalContent = z.output<typeof contractContent>;

export const CONSENT =
  'I have read this contract with its line items and its schedule of invoices. By typing my name and choosing “Sign” I sign it electronically, I agree to be bound by it, and I accept that this counts like my signature by hand.';

export interface VersionFacts {
  contract: Pick<Contract, 'number' | 'title' | 'contractType' | 'currency'>;
  version: Pick<
    ContractVersion,
    'number' | 'body' | 'startDate' | 'endDate' | 'effectiveFrom' | 'frequency' | 'intervalMonths' | 'discountPercent'
  > & { fieldValues: Record<string, string> };
  items: Pick<
    ContractLineItem,
    'position' | 'itemType' | 'description' | 'amount' | 'billingPeriodMonths' | 'startDate' | 'endDate' | 'isRecurring'
  >[];
  signers: Pick<ContractSigner, 'position' | 'party' | 'name' | 'email'>[];
  periods: PlannedPeriod[];
  account: Account;
  accountEmail: string;
  seller: Seller;
  now: Date;
}

/** The one form that is hashed, signed, shown and printed. Built once, when the version is sent. */
export function contentOf(facts: VersionFacts): CanonicalContent {
  const { contract, version, periods } = facts;
  const { currency } = contract;
  const money = (amounts: Parameters<typeof sum>[0]) => moneyString(sum(amounts), currency);
  const net = money(periods.map((period) => period.net));
  return contractContent.parse({
    contract: { number: contract.number, title: contract.title, type: contract.contractType, currency },
    version: version.number,
    seller: sellerSnapshot(facts.seller),
    buyer: billingSnapshot(facts.account, facts.accountEmail, facts.now),
    start_date: dateText(version.startDate),
    end_date: dateText(version.endDate),
    effective_from: version.effectiveFrom === null ? null : dateText(version.effectiveFrom),
    frequency: version.frequency,
    interval_months: version.intervalMonths,
    discount_percent: version.discountPercent.toFixed(),
    text: blocksOf(fillFields(version.body, { ...version.fieldValues, ...knownValues(facts) })),
    items: facts.items.map((item) => ({
      position: item.position,
      type: item.itemType,
      description: item.description,
      amount: moneyString(item.amount, currency),
      months: item.billingPeriodMonths,
      start_date: dateText(item.startDate),
      end_date: item.endDate === null ? null : dateText(item.endDate),
      recurring: item.isRecurring,
      discount: moneyString(roundToCurrency(item.amount.mul(version.discountPercent).div(100), currency), currency),
    })),
    schedule: periods.map((period) => scheduleRow(period, currency)),
    totals: {
      gross: money(periods.map(({ gross }) => gross)),
      discount: money(periods.map(({ discount }) => discount)),
      net,
    },
    consent: CONSENT,
    signers: facts.signers.map(({ position, party, name, email }) => ({ position, party, name, email })),
  });
}

/** Fields of the text that fill themselves and have nothing to be filled with, such as the address of an account without one. */
export function emptyFields(facts: VersionFacts): KnownField[] {
  const values = knownValues(facts);
  return knownFields(facts.version.body).filter((name) => values[name] === '');
}

/** The text kept with the version, and its hash: SHA-256 over its UTF-8 bytes. */
export function canonicalOf(content: CanonicalContent): { canonicalText: string; documentSha256: string } {
  const canonicalText = JSON.stringify(content);
  return { canonicalText, documentSha256: createHash('sha256').update(canonicalText, 'utf8').digest('hex') };
}

export function contentFrom(canonicalText: string): CanonicalContent {
  return contractContent.parse(JSON.parse(canonicalText));
}

function knownValues({
  contract,
  version,
  account,
  seller,
  signers,
  periods,
}: VersionFacts): Record<KnownField, string> {
  const accountSigners = signers.filter(({ party }) => party === 'account').map(({ name }) => name);
  return {
    account_name: account.name,
    account_address: addressOf([
      account.billingAddressLine1,
      account.billingAddressLine2,
      `${account.billingPostalCode} ${account.billingCity}`,
      account.billingState,
      countryName(account.billingCountry),
    ]),
    account_tax_id: account.taxId,
    seller_name: seller.legalName,
    seller_address: addressOf([
      seller.addressLine1,
      seller.addressLine2,
      `${seller.postalCode} ${seller.city}`,
      seller.state,
      countryName(seller.country),
    ]),
    contract_number: contract.number,
    contract_title: contract.title,
    start_date: dayWords(version.startDate),
    end_date: dayWords(version.endDate),
    total: formatMoney(sum(periods.map(({ net }) => net)), contract.currency),
    currency: contract.currency,
    discount: `${version.discountPercent.toFixed()} %`,
    signer_names: accountSigners.join(', '),
  };
}

/** What a person reads for an ISO code. */
function countryName(code: string): string {
  return code === '' ? '' : (new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }).of(code) ?? code);
}

function addressOf(parts: string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(', ');
}
