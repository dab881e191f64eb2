import type { Contract } from '@prisma/client';
import { completeContracts } from '../../../src/services/billing-periods/complete-contracts.js';
import { disableBilling } from '../../../src/services/billing-periods/disable-billing.js';
import { enableBilling } from '../../../src/services/billing-periods/enable-billing.js';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { releasePeriods } from '../../../src/services/billing-periods/release-periods.js';
import { renewContracts, sendRenewalNotices } from '../../../src/services/billing-periods/renew-contracts.js';
import { addLineItem } from '../../../src/services/contracts/add-line-item.js';
import { completeLineItem, pauseLineItem, resumeLineItem } from '../../../src/services/contracts/change-line-item.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import { addDays, dateText } from '../../../src/services/core/calendar.js';
import { Refusal } from '../../../src/services/core/errors.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { recordPayment } from '../../../src/services/payments/record-payment.js';
import { systemContext } from '../../support/contexts.js';
import {
  type ContractWishes,
  MONTHLY_CARE,
  sendDraft,
  signAll,
  signedContract,
} from '../../support/contract-factories.js';
import { signUpTenant, staff, type Tenant } from '../../support/factories.js';
import type { TestInstallation } from '../../support/installation.js';

/** A year and a half of a small business: contracts of every kind, and everything that can happen to them, day after day. */

const ZONES = ['Pacific/Kiritimati', 'Asia/Karachi', 'America/Los_Angeles', null] as const;
const START_DAYS = ['2026-01-28', '2026-01-29', '2026-01-30', '2026-01-31'] as const;

type Terms = Omit<Parameters<typeof enableBilling>[1], 'contractIds'>;

const FREQUENCIES: Terms[] = [
  { frequency: 'monthly' },
  { frequency: 'quarterly', autoRenew: true },
  { frequency: 'custom', intervalMonths: 2, manualRelease: true },
  { frequency: 'custom', intervalMonths: 5, autoRenew: true },
];

const training = (currency: string): ContractWishes => ({
  contractType: 'onboarding',
  currency,
  discountPercent: '12.50',
  items: [
    { itemType: 'training_independent', ...(currency === 'JPY' ? { amount: '5000' } : {}) },
    { ...MONTHLY_CARE, amount: '31', billingPeriodMonths: 1 },
    { itemType: 'custom', description: 'Support for a year', amount: '1000', billingPeriodMonths: 12 },
  ],
});

export interface Business {
  test: TestInstallation;
  tenants: Tenant[];
  contracts: number[];
  random: () => number;
}

/** Four accounts in four time zones; each with contracts that start on three of the 28th to 31st, of three frequencies. */
export async function openBusiness(test: TestInstallation, seed: number): Promise<Business> {
  const business: Business = { test, tenants: [], contracts: [], random: mulberry(seed) };
  for (const [place, timeZone] of ZONES.entries()) {
    const tenant = await signUpTenant(test);
    await test.prisma.account.update({ where: { id: tenant.accountId }, data: { timeZone } });
    business.tenants.push(tenant);
    for (const [index, startDate] of START_DAYS.entries()) {
      if (index === place) continue;
      const terms = FREQUENCIES[(place + index) % FREQUENCIES.length];
      if (terms === undefined) throw new Error('a frequency for each');
      const wishes = index % 2 === 0 ? {} : training(['USD', 'JPY', 'KWD', 'EUR'][place] ?? 'USD');
      const { contractId } = await signedContract(test, tenant, {
        ...wishes,
        startDate,
        endDate: dateText(addDays(new Date(`${startDate}T00:00:00Z`), index === 0 ? 180 : 364)),
      });
      await enableBilling(await staff(test, 'finance'), { contractIds: [contractId], ...terms });
      business.contracts.push(contractId);
    }
  }
  return business;
}

/** What the worker does, in the order of the timetable. */
export async function runJobs({ test }: Business): Promise<void> {
  const ctx = systemContext(test);
  await sendRenewalNotices(ctx);
  await renewContracts(ctx);
  await issueDuePeriods(ctx);
  await completeContracts(ctx);
}

/** One deed of the day, chosen by the dice. Answers its name when it was done. */
export async function somethingHappens(business: Business): Promise<string | null> {
  const names = Object.keys(DEEDS);
  const name = names[Math.floor(business.random() * names.length)] ?? '';
  const contractId = business.contracts[Math.floor(business.random() * business.contracts.length)] ?? 0;
  const contract = await business.test.prisma.contract.findUniqueOrThrow({ where: { id: contractId } });
  return (await DEEDS[name]?.(business, contract)) === true ? name : null;
}

const REASON = 'As agreed by telephone';

/** Each answers whether there was something to do. */
const DEEDS: Record<string, (business: Business, contract: Contract) => Promise<boolean>> = {
  async pay(business) {
    const { test } = business;
    const invoice = await test.prisma.invoice.findFirst({ where: { status: 'pending' }, orderBy: { id: 'asc' } });
    if (invoice === null) return false;
    await recordPayment(await staff(test, 'finance'), {
      invoiceId: invoice.id,
      manualReference: `BT-${invoice.id}`,
      payerName: 'Amina Khan',
      amount: invoice.total.toFixed(),
    });
    return true;
  },
  payMore: (business, contract) => DEEDS.pay?.(business, contract) ?? Promise.resolve(false),
  async void({ test }, { id }) {
    const period = { contractId: id };
    const invoice = await test.prisma.invoice.findFirst({ where: { status: 'pending', billingPeriod: period } });
    if (invoice === null) return false;
    await voidInvoice(await staff(test, 'finance'), { invoiceId: invoice.id, reason: REASON });
    return true;
  },
  async release({ test }, { id }) {
    const waiting = await test.prisma.billingPeriod.findMany({
      where: { contractId: id, status: 'pending', needsRelease: true, periodStart: { lte: test.clock.now() } },
    });
    if (waiting.length === 0) return false;
    const outcomes = await releasePeriods(await staff(test, 'finance'), {
      periodIds: waiting.map((period) => period.id),
    });
    return outcomes.some(({ outcome }) => outcome === 'released');
  },
  releaseMore: (business, contract) => DEEDS.release?.(business, contract) ?? Promise.resolve(false),
  async pause(business, contract) {
    const item = await itemOf(business, contract, ['pending', 'active']);
    if (item === null) return false;
    await pauseLineItem(await staff(business.test, 'finance'), { lineItemId: item.id, from: today(business, 5) });
    return true;
  },
  async resume(business, contract) {
    const item = await itemOf(business, contract, ['paused']);
    if (item === null) return false;
    // The dice may name a day before a pause that is still to come.
    const resumed = resumeLineItem(await staff(business.test, 'finance'), {
      lineItemId: item.id,
      from: today(business, 12),
    });
    return (await resumed.catch((error: unknown) => refusedFor(error, 'before_pause'))) !== null;
  },
  async complete(business, contract) {
    if (business.random() > 0.2) return false;
    const item = await itemOf(business, contract, ['active', 'paused']);
    if (item === null) return false;
    await completeLineItem(await staff(business.test, 'finance'), { lineItemId: item.id, from: today(business) });
    return true;
  },
  async disable({ test }, { id, billingEnabled }) {
    if (!billingEnabled) return false;
    await disableBilling(await staff(test, 'finance'), { contractIds: [id], reason: REASON });
    return true;
  },
  async enable(business, { id, status, billingEnabled }) {
    if (status !== 'active' || billingEnabled) return false;
    const terms = FREQUENCIES[Math.floor(business.random() * FREQUENCIES.length)];
    if (terms === undefined) return false;
    const [outcome] = await enableBilling(await staff(business.test, 'finance'), { contractIds: [id], ...terms });
    return outcome?.outcome === 'enabled';
  },
  enableMore: (business, contract) => DEEDS.enable?.(business, contract) ?? Promise.resolve(false),
  async amend(business, { id, status, billingEndDate, currency }) {
    const { test } = business;
    if (status !== 'active' || billingEndDate === null || billingEndDate < addDays(test.clock.now(), 120)) return false;
    const support = await staff(test, 'support');
    const open = await test.prisma.contractVersion.count({
      where: { contractId: id, status: { in: ['draft', 'sent'] } },
    });
    if (open > 0) return false;
    const { versionId } = await reviseContract(support, { contractId: id });
    const amount = currency === 'JPY' ? '100' : '99.99';
    const { endDate, effectiveFrom } = await test.prisma.contractVersion.findUniqueOrThrow({
      where: { id: versionId },
    });
    if (effectiveFrom !== null && endDate > addDays(effectiveFrom, 100)) {
      const item = { itemType: 'custom', description: 'Extra work', amount, billingPeriodMonths: 2 } as const;
      await addLineItem(support, { contractId: id, item });
    }
    // Pauses can have moved months beyond the last day; such an amendment is refused until staff set a later end.
    const sent = await sendDraft(test, versionId).catch((error: unknown) => refusedFor(error, 'items_beyond_end'));
    if (sent === null) return false;
    await signAll(test, versionId);
    return true;
  },
};

function refusedFor(error: unknown, code: string): null {
  if (error instanceof Refusal && error.code === code) return null;
  throw error;
}

async function itemOf({ test }: Business, { id, status }: Contract, wanted: ('pending' | 'active' | 'paused')[]) {
  if (status !== 'active') return null;
  const inForce = await test.prisma.contractVersion.findFirstOrThrow({
    where: { contractId: id, status: 'signed' },
    orderBy: { number: 'desc' },
  });
  return test.prisma.contractLineItem.findFirst({ where: { versionId: inForce.id, status: { in: wanted } } });
}

function today({ test, random }: Business, days = 0): string {
  return dateText(addDays(test.clock.now(), Math.floor(random() * days)));
}

/** Small, seeded and good enough to choose a deed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
