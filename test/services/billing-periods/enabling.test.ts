import { beforeEach, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { enableBillingInBulk } from '../../../src/services/billing-periods/bill-in-bulk.js';
import { disableBilling } from '../../../src/services/billing-periods/disable-billing.js';
import { enableBilling } from '../../../src/services/billing-periods/enable-billing.js';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { previewDisabling, previewEnabling } from '../../../src/services/billing-periods/preview-billing.js';
import type { Context } from '../../../src/services/core/context.js';
import { systemContext } from '../../support/contexts.js';
import {
  billedContract,
  draftedContract,
  MONTHLY_CARE,
  sentContract,
  signedContract,
} from '../../support/contract-factories.js';
import { signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
expectTruthsAtEnd(test);
let tenant: Tenant;
let finance: Context;
beforeEach(async () => {
  test.clock.set('2026-03-20T10:00:00Z');
  tenant = await signUpTenant(test);
  finance = await staff(test, 'finance');
});

/** What is still asked for, in the order of time: first day, last day, amount, state. */
async function periodsOf(contractId: number): Promise<string[]> {
  const periods = await test.prisma.billingPeriod.findMany({
    where: { contractId, NOT: { status: 'cancelled' } },
    orderBy: { periodStart: 'asc' },
  });
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return periods.map(
    ({ periodStart, periodEnd, totalAmount, status }) =>
      `${day(periodStart)} ${day(periodEnd)} ${totalAmount.toFixed(2)} ${status}`,
  );
}
const monthly = (contractIds: number[]) => ({ contractIds, frequency: 'monthly' }) as const;

describe('enabling billing', () => {
  it('makes a signed contract active, with who, when and how, and its periods from its first day to its last', async () => {
    const { contractId } = await signedContract(test, tenant, { startDate: '2026-01-31', endDate: '2026-04-30' });
    expect(await enableBilling(finance, monthly([contractId]))).toEqual([{ id: contractId, outcome: 'enabled' }]);
    expect(await periodsOf(contractId)).toEqual([
      '2026-01-31 2026-02-27 30.00 pending',
      '2026-02-28 2026-03-30 30.00 pending',
      '2026-03-31 2026-04-29 30.00 pending',
      '2026-04-30 2026-04-30 30.00 pending',
    ]);
    const contract = await test.prisma.contract.findUniqueOrThrow({ where: { id: contractId } });
    expect(contract).toMatchObject({
      status: 'active',
      billingEnabled: true,
      billingEnabledById: finance.actor.type === 'staff' ? finance.actor.id : 0,
      billingEnabledAt: test.clock.now(),
      billingFrequency: 'monthly',
      autoRenew: false,
    });
    const mails = { accountId: tenant.accountId, kind: 'billing-enabled' };
    expect(await test.prisma.mail.count({ where: mails })).toBe(1);
  });

  it.each([
    ['quarterly', {}, ['2026-04-01 2026-06-30 90.00 pending', '2026-07-01 2026-09-30 90.00 pending']],
    ['custom', { intervalMonths: 4 }, ['2026-04-01 2026-07-31 120.00 pending', '2026-08-01 2026-09-30 60.00 pending']],
    // Without a number it is the longest span of an item, here the one month.
    ['custom', {}, Array.from({ length: 6 }, () => expect.stringContaining('30.00'))],
    ['monthly', { startDate: '2026-06-01', endDate: '2026-06-30' }, ['2026-06-01 2026-06-30 90.00 pending']],
  ] as const)('%s %o', async (frequency, wishes, expected) => {
    const { contractId } = await signedContract(test, tenant);
    await enableBilling(finance, { contractIds: [contractId], frequency, ...wishes });
    expect(await periodsOf(contractId)).toEqual(expected);
  });

  it('never bills beyond the day that was signed', async () => {
    const { contractId } = await signedContract(test, tenant);
    await enableBilling(finance, { ...monthly([contractId]), endDate: '2027-12-31' });
    expect((await periodsOf(contractId)).at(-1)).toBe('2026-09-01 2026-09-30 30.00 pending');
  });

  it('answers every contract that was named: enabled, enabled already, not ready and why, or missing', async () => {
    const ready = await signedContract(test, tenant);
    const billed = await billedContract(test, tenant);
    const draft = await draftedContract(test, tenant);
    const sent = await sentContract(test, tenant);
    const over = await signedContract(test, tenant);
    const gone = await signUpTenant(test);
    const lost = await signedContract(test, gone);
    await cancelAccount(await staff(test, 'support'), { accountId: gone.accountId, reason: 'On request' });
    const ids = [ready, billed, draft, sent, over, lost].map(({ contractId }) => contractId);
    const terms = { ...monthly([...ids, 999_999]), endDate: '2026-09-30' };
    const outcomes = await enableBilling(finance, terms);
    expect(outcomes.map(({ id, outcome, code }) => [id, outcome, code])).toEqual([
      [ready.contractId, 'enabled', undefined],
      [billed.contractId, 'already', 'already_enabled'],
      [draft.contractId, 'refused', 'contract_not_signed'],
      [sent.contractId, 'refused', 'contract_not_signed'],
      [over.contractId, 'enabled', undefined],
      [lost.contractId, 'refused', 'contract_not_signed'],
      [999_999, 'missing', 'not_found'],
    ]);
  });

  it('is refused where there is nothing to invoice', async () => {
    const { contractId } = await signedContract(test, tenant, {
      items: [{ ...MONTHLY_CARE, startDate: '2026-09-01' }],
    });
    const [outcome] = await enableBilling(finance, { ...monthly([contractId]), endDate: '2026-08-31' });
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'nothing_to_bill' });
  });

  it('pressed again and again changes nothing', async () => {
    const { contractId } = await billedContract(test, tenant);
    const before = await allRows(test);
    await enableBilling(finance, { ...monthly([contractId]), startDate: '2026-05-01', frequency: 'quarterly' });
    expect(await allRows(test)).toEqual(before);
  });

  it('is shown beforehand exactly as it will be, and looking writes nothing', async () => {
    const { contractId } = await signedContract(test, tenant, { discountPercent: '50' });
    const before = await allRows(test);
    const terms = { frequency: 'quarterly' } as const;
    const preview = await previewEnabling(finance, { contractIds: [contractId, 999_999], terms });
    expect(await allRows(test)).toEqual(before);
    expect([preview.possible, preview.impossible.map(({ outcome }) => outcome)]).toEqual([1, ['missing']]);
    expect(preview.totals).toEqual([{ currency: 'USD', count: 2, amount: '90.00 USD' }]);
    await enableBilling(finance, { contractIds: [contractId], ...terms });
    expect(
      preview.contracts[0]?.periods.map((row) => `${row.period_start} ${row.period_end} ${row.net} pending`),
    ).toEqual(await periodsOf(contractId));
  });

  it('is done by finance and superadmins alone', async () => {
    const { contractId } = await signedContract(test, tenant);
    for (const ctx of [await staff(test, 'support'), await staff(test, 'auditor'), tenant.ctx]) {
      expect((await refusalOf(enableBilling(ctx, monthly([contractId])))).code).toBe('not_allowed');
    }
  });

  it('of fifty at once leaves a report that accounts for each of them', async () => {
    const ids: number[] = [];
    for (let index = 0; index < 6; index += 1) ids.push((await signedContract(test, tenant)).contractId);
    const { counts } = await enableBillingInBulk(finance, [...ids, ...ids, 888_888], { frequency: 'monthly' });
    expect(counts).toMatchObject({ enabled: 6, missing: 1 });
  });
});

describe('disabling billing', () => {
  it('cancels for good what has no invoice, and says what stays; enabling goes on from the first day not invoiced', async () => {
    const { contractId } = await billedContract(test, tenant);
    test.clock.set('2026-05-10T10:00:00Z');
    await issueDuePeriods(systemContext(test));
    const preview = await previewDisabling(finance, { contractIds: [contractId] });
    expect(preview.contracts[0]).toMatchObject({
      periodCount: 4,
      warnings: [expect.stringContaining('2 unpaid invoices stay')],
    });
    const [outcome] = await disableBilling(finance, { contractIds: [contractId], reason: 'Pause for the season' });
    expect(outcome?.message).toBe('4 periods are cancelled; 2 unpaid invoices stay payable.');
    const invoiced = ['2026-04-01 2026-04-30 30.00 invoiced', '2026-05-01 2026-05-31 30.00 invoiced'];
    expect(await periodsOf(contractId)).toEqual(invoiced);
    test.clock.set('2026-08-15T10:00:00Z');
    await issueDuePeriods(systemContext(test));
    expect(await periodsOf(contractId)).toEqual(invoiced);

    await enableBilling(finance, { contractIds: [contractId], frequency: 'quarterly' });
    expect(await periodsOf(contractId)).toEqual([
      ...invoiced,
      '2026-06-01 2026-08-31 90.00 pending',
      '2026-09-01 2026-09-30 30.00 pending',
    ]);
  });

  it('twice says that it is done', async () => {
    const { contractId } = await billedContract(test, tenant);
    const wish = { contractIds: [contractId], reason: 'Pause for the season' };
    await disableBilling(finance, wish);
    expect(await disableBilling(finance, wish)).toMatchObject([{ outcome: 'already', code: 'already_disabled' }]);
  });
});
