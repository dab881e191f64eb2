import { beforeEach, describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { completeContracts } from '../../../src/services/billing-periods/complete-contracts.js';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { releasePeriods } from '../../../src/services/billing-periods/release-periods.js';
import { renewContracts, sendRenewalNotices } from '../../../src/services/billing-periods/renew-contracts.js';
import { setAutoRenew } from '../../../src/services/billing-periods/set-auto-renew.js';
import { contentFrom } from '../../../src/services/contracts/canonical.js';
import { completeLineItem, pauseLineItem, resumeLineItem } from '../../../src/services/contracts/change-line-item.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import type { Context } from '../../../src/services/core/context.js';
import { issueOneOffInvoice } from '../../../src/services/invoices/issue-one-off-invoice.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { systemContext } from '../../support/contexts.js';
import { billedContract, MONTHLY_CARE, sendDraft, signAll } from '../../support/contract-factories.js';
import { activeTenant, confirmTransfer, signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
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

const runJob = () => issueDuePeriods(systemContext(test));
/** How many invoices of one contract the job issues; other tests have left contracts, too. */
async function runJobFor(contractId: number): Promise<number> {
  const count = () => test.prisma.invoice.count({ where: { billingPeriod: { contractId } } });
  const before = await count();
  await runJob();
  return (await count()) - before;
}
const invoicesOf = (contractId: number) =>
  test.prisma.invoice.findMany({
    where: { billingPeriod: { contractId } },
    orderBy: { id: 'asc' },
    include: { lines: true, billingPeriod: true },
  });
const periodsOf = (contractId: number) =>
  test.prisma.billingPeriod.findMany({
    where: { contractId, NOT: { status: 'cancelled' } },
    orderBy: { periodStart: 'asc' },
  });
const amountsOf = async (contractId: number) =>
  (await periodsOf(contractId)).map(({ totalAmount, status }) => `${totalAmount.toFixed()} ${status}`);
const itemOf = (contractId: number) =>
  test.prisma.contractLineItem.findFirstOrThrow({
    where: { contractId, version: { status: 'signed' } },
    orderBy: { id: 'desc' },
  });

describe('the period job', () => {
  it.each([
    ['Pacific/Kiritimati', '2026-03-31T10:00:00Z'],
    ['Asia/Karachi', '2026-03-31T19:00:00Z'],
    ['America/Los_Angeles', '2026-04-01T07:00:00Z'],
    [null, '2026-04-01T00:00:00Z'],
  ])('issues the invoice when the first day begins where the account is: %s at %s', async (timeZone, at) => {
    await test.prisma.account.update({ where: { id: tenant.accountId }, data: { timeZone } });
    const { contractId } = await billedContract(test, tenant);
    test.clock.set(new Date(Date.parse(at) - 1_000));
    await runJob();
    expect(await invoicesOf(contractId)).toHaveLength(0);
    test.clock.set(at);
    await runJob();
    expect(await invoicesOf(contractId)).toHaveLength(1);
  });

  it('writes a line per item, the discount, buyer and seller, and a due date by terms; credits and plan stay as they are', async () => {
    const customer = await activeTenant(test);
    const before = await test.prisma.account.findUniqueOrThrow({
      where: { id: customer.accountId },
      include: { subscription: true },
    });
    const { contractId, number } = await billedContract(test, customer, {
      discountPercent: '12.5',
      items: [{ itemType: 'training_independent' }, MONTHLY_CARE],
    });
    test.clock.set('2026-04-01T10:00:00Z');
    await runJob();
    const [invoice] = await invoicesOf(contractId);
    expect(invoice).toMatchObject({
      status: 'pending',
      subscriptionId: null,
      subtotal: expect.objectContaining({}),
      discountDescription: expect.stringContaining('12.5 %'),
      dueAt: new Date('2026-04-15T10:00:00Z'),
    });
    expect([invoice?.subtotal, invoice?.discountTotal, invoice?.total].map((money) => money?.toFixed(2))).toEqual([
      '1696.67',
      '212.09',
      '1484.58',
    ]);
    expect(invoice?.lines.map((line) => [line.amount.toFixed(2), line.credits, line.itemMonths])).toEqual([
      ['1666.67', 0, [0]],
      ['30.00', 0, [0]],
    ]);
    expect(invoice?.lines[0]?.description).toContain(number);
    expect(await test.prisma.document.count({ where: { invoiceId: invoice?.id ?? 0 } })).toBe(1);

    const paymentId = await confirmTransfer(test, customer, invoice?.id ?? 0);
    await approvePayments(finance, { paymentIds: [paymentId] });
    expect((await amountsOf(contractId))[0]).toBe('1484.58 paid');
    const after = await test.prisma.account.findUniqueOrThrow({
      where: { id: customer.accountId },
      include: { subscription: true },
    });
    expect([after.creditBalance, after.status, after.subscription]).toEqual([
      before.creditBalance,
      before.status,
      before.subscription,
    ]);
  });

  it('late by two months issues everything that is due, in order, and the next time nothing', async () => {
    const { contractId } = await billedContract(test, tenant);
    test.clock.set('2026-06-15T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(3);
    expect(await runJob()).toBe(0);
    const invoices = await invoicesOf(contractId);
    expect(invoices.map(({ billingPeriod }) => billingPeriod?.periodStart.getUTCMonth())).toEqual([3, 4, 5]);
    expect(invoices.map(({ numberSequence }) => numberSequence)).toEqual([1, 2, 3]);
  });

  it('invoices a suspended account on', async () => {
    const { contractId } = await billedContract(test, tenant);
    await suspendAccounts(await staff(test, 'support'), { accountIds: [tenant.accountId], reason: 'Abuse' });
    test.clock.set('2026-04-02T10:00:00Z');
    await runJob();
    expect(await invoicesOf(contractId)).toHaveLength(1);
  });

  it('is not held up by one contract that cannot be invoiced', async () => {
    const broken = await billedContract(test, tenant);
    const sound = await billedContract(test, await signUpTenant(test));
    await test.prisma
      .$executeRaw`UPDATE billing_periods SET total_amount = 31 WHERE contract_id = ${broken.contractId}`;
    test.clock.set('2026-04-02T10:00:00Z');
    await runJob();
    expect(await invoicesOf(sound.contractId)).toHaveLength(1);
    expect(await invoicesOf(broken.contractId)).toHaveLength(0);
    await test.prisma
      .$executeRaw`UPDATE billing_periods SET total_amount = 30 WHERE contract_id = ${broken.contractId}`;
    expect(await runJobFor(broken.contractId)).toBe(1);
  });
});

describe('manual release', () => {
  it('holds every period back until staff release it, the earlier one first', async () => {
    const { contractId } = await billedContract(test, tenant, {}, { manualRelease: true });
    test.clock.set('2026-05-02T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(0);
    const [first, second, third] = await periodsOf(contractId);
    const ids = [first?.id ?? 0, second?.id ?? 0, third?.id ?? 0] as const;
    expect(await releasePeriods(finance, { periodIds: [ids[1]] })).toMatchObject([{ code: 'earlier_period_first' }]);
    expect(await releasePeriods(finance, { periodIds: [...ids] })).toMatchObject(
      Array(3).fill({ outcome: 'released' }),
    );
    // The third one's day has not come: released, it is issued on that day.
    expect(await invoicesOf(contractId)).toHaveLength(2);
    test.clock.set('2026-06-01T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(1);
    expect(await releasePeriods(finance, { periodIds: [ids[0]] })).toMatchObject([{ code: 'already_invoiced' }]);
  });

  it('is also what a voided invoice waits for; the next invoice bills the same months', async () => {
    const { contractId } = await billedContract(test, tenant);
    test.clock.set('2026-04-01T10:00:00Z');
    await runJob();
    const [invoice] = await invoicesOf(contractId);
    await voidInvoice(finance, { invoiceId: invoice?.id ?? 0, reason: 'Wrong address' });
    expect(await runJobFor(contractId)).toBe(0);
    const [period] = await periodsOf(contractId);
    expect(period).toMatchObject({ status: 'pending', needsRelease: true, invoiceDate: null });
    await releasePeriods(finance, { periodIds: [period?.id ?? 0] });
    const [voided, again] = await invoicesOf(contractId);
    expect([voided?.status, again?.status]).toEqual(['void', 'pending']);
    expect(again?.lines.map(({ itemMonths }) => itemMonths)).toEqual(voided?.lines.map(({ itemMonths }) => itemMonths));
  });
});

describe('an invoice that is voided after its item was paused', () => {
  it('gives its months back to the days on which they begin now, and the job goes on', async () => {
    const { contractId } = await billedContract(test, tenant, {}, { frequency: 'quarterly' });
    test.clock.set('2026-04-01T10:00:00Z');
    await runJob();
    const { id: lineItemId } = await itemOf(contractId);
    await pauseLineItem(finance, { lineItemId, from: '2026-05-01' });
    await resumeLineItem(finance, { lineItemId, from: '2026-08-01' });
    const [invoice] = await invoicesOf(contractId);
    await voidInvoice(finance, { invoiceId: invoice?.id ?? 0, reason: 'Billed days of the pause' });
    const [period] = await periodsOf(contractId);
    await releasePeriods(finance, { periodIds: [period?.id ?? 0] });
    expect(await amountsOf(contractId)).toEqual(['30 invoiced', '60 pending']);
    test.clock.set('2026-07-01T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(1);
  });
});

describe('what an invoice of a contract says', () => {
  it('names the discount of the version that bills it, not of one signed for later', async () => {
    const { contractId } = await billedContract(test, tenant, { discountPercent: '20' });
    const later = { contractId, effectiveFrom: '2026-05-01' };
    const { versionId } = await reviseContract(await staff(test, 'support'), later);
    await test.prisma.contractVersion.update({ where: { id: versionId }, data: { discountPercent: '10' } });
    await sendDraft(test, versionId);
    await signAll(test, versionId);
    for (const day of ['2026-04-01T10:00:00Z', '2026-05-01T10:00:00Z']) {
      test.clock.set(day);
      await runJob();
    }
    const told = (await invoicesOf(contractId)).map((one) => [one.discountTotal.toFixed(), one.discountDescription]);
    expect(told).toEqual([
      ['6', 'Discount 20 %'],
      ['3', 'Discount 10 %'],
    ]);
  });

  it('is never half a character, wherever a long description is cut', async () => {
    for (const description of [`a${'😀'.repeat(249)}`, '😀'.repeat(250)]) {
      const { contractId } = await billedContract(test, tenant, { items: [{ ...MONTHLY_CARE, description }] });
      test.clock.set('2026-04-01T10:00:00Z');
      expect(await runJobFor(contractId)).toBe(1);
      const [invoice] = await invoicesOf(contractId);
      expect(invoice?.lines[0]?.description).toMatch(/😀, CTR-\d+-\d{4}, 1 April 2026 to 30 April 2026$/u);
      test.clock.set('2026-03-20T10:00:00Z');
    }
  });
});

describe('a line item', () => {
  it('that is paused is not billed until it goes on; the months that are left follow, and billing lasts as long as they need', async () => {
    const { contractId } = await billedContract(test, tenant, {
      endDate: '2026-06-30',
      items: [{ itemType: 'training_independent' }],
    });
    test.clock.set('2026-04-01T10:00:00Z');
    await runJob();
    const { id: lineItemId } = await itemOf(contractId);
    await pauseLineItem(finance, { lineItemId, from: '2026-05-01' });
    expect(await amountsOf(contractId)).toEqual(['1666.67 invoiced']);
    test.clock.set('2026-07-20T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(0);
    await resumeLineItem(finance, { lineItemId, from: '2026-08-01' });
    expect(await amountsOf(contractId)).toEqual(['1666.67 invoiced', '1666.67 pending', '1666.66 pending']);
  });

  it('resumed within days that are invoiced already is billed with a further period, not lost', async () => {
    const { contractId } = await billedContract(
      test,
      tenant,
      { endDate: '2026-06-30', items: [{ itemType: 'training_independent' }] },
      { frequency: 'quarterly' },
    );
    const { id: lineItemId } = await itemOf(contractId);
    await pauseLineItem(finance, { lineItemId, from: '2026-05-01' });
    test.clock.set('2026-04-01T10:00:00Z');
    await runJob();
    expect(await amountsOf(contractId)).toEqual(['1666.67 invoiced']);
    await resumeLineItem(finance, { lineItemId, from: '2026-05-10' });
    expect(await amountsOf(contractId)).toEqual(['1666.67 invoiced', '3333.33 pending']);
    test.clock.set('2026-07-01T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(1);
  });

  it('whose months went back into a voided invoice’s days waits there for release; the job, later, has nothing to do', async () => {
    const { contractId } = await billedContract(
      test,
      tenant,
      { endDate: '2026-06-30', items: [{ itemType: 'training_independent' }] },
      { frequency: 'quarterly' },
    );
    const { id: lineItemId } = await itemOf(contractId);
    await pauseLineItem(finance, { lineItemId, from: '2026-05-01' });
    test.clock.set('2026-04-01T10:00:00Z');
    await runJob();
    await resumeLineItem(finance, { lineItemId, from: '2026-05-10' });
    const [invoice] = await invoicesOf(contractId);
    await voidInvoice(finance, { invoiceId: invoice?.id ?? 0, reason: 'Wrong address' });
    expect(await amountsOf(contractId)).toEqual(['1666.67 pending', '3333.33 pending']);
    test.clock.set('2026-07-01T10:00:00Z');
    expect(await runJobFor(contractId)).toBe(0);
    expect(await amountsOf(contractId)).toEqual(['5000 pending']);
    const [waiting] = await periodsOf(contractId);
    await releasePeriods(finance, { periodIds: [waiting?.id ?? 0] });
    expect(await amountsOf(contractId)).toEqual(['5000 invoiced']);
  });

  it('that is completed begins no month any more', async () => {
    const { contractId } = await billedContract(test, tenant);
    const { id: lineItemId } = await itemOf(contractId);
    await completeLineItem(finance, { lineItemId, from: '2026-06-01' });
    expect(await amountsOf(contractId)).toEqual(['30 pending', '30 pending']);
    const again = await refusalOf(resumeLineItem(finance, { lineItemId, from: '2026-07-01' }));
    expect(again.code).toBe('item_status');
  });

  it('shows its pauses in the schedule of an amendment', async () => {
    const { contractId } = await billedContract(test, tenant);
    const { id: lineItemId } = await itemOf(contractId);
    await pauseLineItem(finance, { lineItemId, from: '2026-05-01' });
    await resumeLineItem(finance, { lineItemId, from: '2026-07-01' });
    const { versionId } = await reviseContract(await staff(test, 'support'), {
      contractId,
      effectiveFrom: '2026-08-01',
    });
    await sendDraft(test, versionId);
    const { canonicalText } = await test.prisma.contractVersion.findUniqueOrThrow({ where: { id: versionId } });
    expect(contentFrom(canonicalText ?? '').schedule.map((row) => row.period_start)).toEqual([
      '2026-04-01',
      '2026-07-01',
      '2026-08-01',
      '2026-09-01',
    ]);
  });
});

describe('renewal', () => {
  const nightly = async (from: string, days: number) => {
    test.clock.set(from);
    for (let day = 0; day < days; day += 1) {
      await sendRenewalNotices(systemContext(test));
      await renewContracts(systemContext(test));
      await runJob();
      test.clock.moveDays(1);
    }
  };

  it('tells both sides thirty days ahead, once, and adds the same term again', async () => {
    const { contractId } = await billedContract(test, tenant, {}, { autoRenew: true });
    await nightly('2026-08-30T10:00:00Z', 1);
    const notices = () =>
      test.prisma.mail.count({ where: { accountId: tenant.accountId, kind: { contains: 'renewal' } } });
    expect(await notices()).toBe(0);
    await nightly('2026-08-31T10:00:00Z', 40);
    expect(await notices()).toBeGreaterThanOrEqual(2);
    const periods = await periodsOf(contractId);
    expect(periods).toHaveLength(12);
    expect(periods.at(-1)?.periodEnd).toEqual(new Date('2027-03-31'));
    const told = { accountId: tenant.accountId, kind: 'contract-renewal-notice' };
    expect(await test.prisma.mail.count({ where: told })).toBe(1);
  });

  it('does not happen once it is switched off, nor where nothing recurs', async () => {
    const stopped = await billedContract(test, tenant, {}, { autoRenew: true });
    await setAutoRenew(finance, { contractId: stopped.contractId, autoRenew: false });
    const fixed = await billedContract(test, tenant, { items: [{ itemType: 'training_agency' }] }, { autoRenew: true });
    await nightly('2026-09-20T10:00:00Z', 15);
    expect(await periodsOf(stopped.contractId)).toHaveLength(6);
    expect(await periodsOf(fixed.contractId)).toHaveLength(3);
  });
});

describe('completion', () => {
  it('waits for the end and for every invoice to be paid or void', async () => {
    const { contractId } = await billedContract(test, tenant, { endDate: '2026-04-30' });
    const complete = () => completeContracts(systemContext(test));
    const statusOf = async () => (await test.prisma.contract.findUniqueOrThrow({ where: { id: contractId } })).status;
    test.clock.set('2026-04-10T10:00:00Z');
    await runJob();
    await complete();
    expect(await statusOf()).toBe('active');
    test.clock.set('2026-05-01T10:00:00Z');
    await complete();
    expect(await statusOf()).toBe('active');
    const [invoice] = await invoicesOf(contractId);
    const paymentId = await confirmTransfer(test, tenant, invoice?.id ?? 0);
    await approvePayments(finance, { paymentIds: [paymentId] });
    await complete();
    expect(await statusOf()).toBe('completed');
  });
});

describe('a one-off invoice', () => {
  it('has its lines and its due date, and buys nothing', async () => {
    const { invoiceId } = await issueOneOffInvoice(finance, {
      accountId: tenant.accountId,
      dueDate: '2026-04-30',
      lines: [{ description: 'Workshop', quantity: 2, unitAmount: '450.00' }],
    });
    const invoice = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId }, include: { lines: true } });
    expect([invoice.total.toFixed(2), invoice.billingPeriodId, invoice.subscriptionId]).toEqual(['900.00', null, null]);
    expect(invoice.dueAt?.toISOString().slice(0, 10)).toBe('2026-04-30');
    const balance = async () =>
      (await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).creditBalance;
    const before = await balance();
    await approvePayments(finance, { paymentIds: [await confirmTransfer(test, tenant, invoiceId)] });
    expect(await balance()).toBe(before);
  });
});
