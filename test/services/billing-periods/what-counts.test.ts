import { beforeEach, describe, expect, it } from 'vitest';
import { completeContracts } from '../../../src/services/billing-periods/complete-contracts.js';
import { disableBilling } from '../../../src/services/billing-periods/disable-billing.js';
import { enableBilling } from '../../../src/services/billing-periods/enable-billing.js';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { releasePeriods } from '../../../src/services/billing-periods/release-periods.js';
import { addLineItem } from '../../../src/services/contracts/add-line-item.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import type { Context } from '../../../src/services/core/context.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { systemContext } from '../../support/contexts.js';
import { billedContract, MONTHLY_CARE, signedContract } from '../../support/contract-factories.js';
import { confirmTransfer, signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
let tenant: Tenant;
let finance: Context;
let support: Context;
beforeEach(async () => {
  test.clock.set('2026-03-20T10:00:00Z');
  tenant = await signUpTenant(test);
  finance = await staff(test, 'finance');
  support = await staff(test, 'support');
});

const MORE = { itemType: 'custom', description: 'More care', amount: '70.00', billingPeriodMonths: 1 } as const;

const enable = (contractId: number, manualRelease = false) =>
  enableBilling(finance, { contractIds: [contractId], frequency: 'monthly', manualRelease });
const disable = (contractId: number) => disableBilling(finance, { contractIds: [contractId], reason: 'As agreed' });
const openPeriods = (contractId: number) =>
  test.prisma.billingPeriod.findMany({
    where: { contractId, status: 'pending' },
    orderBy: { periodStart: 'asc' },
  });
const release = async (...periods: ({ id: number } | undefined)[]) =>
  (await releasePeriods(finance, { periodIds: periods.map((period) => period?.id ?? 0) })).map(
    ({ outcome }) => outcome,
  );

describe('a version that nobody has signed yet', () => {
  it('changes nothing of what is planned', async () => {
    const { contractId } = await signedContract(test, tenant);
    await reviseContract(support, { contractId, effectiveFrom: '2026-05-01' });
    await addLineItem(support, { contractId, item: MORE });
    await enable(contractId);
    expect((await openPeriods(contractId)).map(({ totalAmount }) => totalAmount.toFixed())).toEqual(
      Array(6).fill('30'),
    );
  });

  it('is not what ends with the contract: the items of the signed one do', async () => {
    const { contractId } = await billedContract(test, tenant, { endDate: '2026-04-30' });
    test.clock.set('2026-04-01T10:00:00Z');
    await issueDuePeriods(systemContext(test));
    const invoice = await test.prisma.invoice.findFirstOrThrow({ where: { billingPeriod: { contractId } } });
    await reviseContract(support, { contractId });
    await approvePayments(finance, { paymentIds: [await confirmTransfer(test, tenant, invoice.id)] });
    test.clock.set('2026-05-01T10:00:00Z');
    expect(await completeContracts(systemContext(test))).toBe(1);
    const items = await test.prisma.contractLineItem.findMany({ where: { contractId }, orderBy: { id: 'asc' } });
    expect(items.map(({ status }) => status)).toEqual(['completed', 'pending']);
  });
});

describe('a cancelled period', () => {
  it('leaves its months to be planned again', async () => {
    const { contractId } = await billedContract(test, tenant);
    await disable(contractId);
    expect(await openPeriods(contractId)).toEqual([]);
    await enable(contractId);
    expect(await openPeriods(contractId)).toHaveLength(6);
  });

  it('does not come back when, billing disabled, the invoice before it is voided and issued again', async () => {
    const { contractId } = await billedContract(test, tenant);
    test.clock.set('2026-04-01T10:00:00Z');
    await issueDuePeriods(systemContext(test));
    await disable(contractId);
    const invoice = await test.prisma.invoice.findFirstOrThrow({ where: { billingPeriod: { contractId } } });
    await voidInvoice(finance, { invoiceId: invoice.id, reason: 'As agreed' });
    const [voided, ...others] = await openPeriods(contractId);
    expect([voided?.periodStart, others]).toEqual([new Date('2026-04-01'), []]);
    expect(await release(voided)).toEqual(['released']);
    expect(await openPeriods(contractId)).toEqual([]);
  });

  it('is not waited for by the release of those that came in its place', async () => {
    const { contractId } = await billedContract(test, tenant, {}, { manualRelease: true });
    await disable(contractId);
    await enable(contractId, true);
    const [first, second] = await openPeriods(contractId);
    expect(await release(first, second)).toEqual(['released', 'released']);
  });
});

it('a period that was released for its day is not waited for by the next one', async () => {
  const { contractId } = await billedContract(test, tenant, { items: [MONTHLY_CARE] }, { manualRelease: true });
  const [first, second, third] = await openPeriods(contractId);
  expect(await release(third)).toEqual(['refused']);
  expect(await release(first)).toEqual(['released']);
  expect(await release(second)).toEqual(['released']);
});
