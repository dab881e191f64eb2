import { beforeEach, describe, expect, it, vi } from 'vitest';
import { completeContracts } from '../../../src/services/billing-periods/complete-contracts.js';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { completeLineItem, pauseLineItem } from '../../../src/services/contracts/change-line-item.js';
import { terminateContract } from '../../../src/services/contracts/terminate-contract.js';
import type { Context } from '../../../src/services/core/context.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { systemContext } from '../../support/contexts.js';
import { billedContract, MONTHLY_CARE } from '../../support/contract-factories.js';
import { confirmTransfer, signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
let tenant: Tenant;
let finance: Context;
beforeEach(async () => {
  test.clock.set('2026-03-20T10:00:00Z');
  tenant = await signUpTenant(test);
  finance = await staff(test, 'finance');
});

/** Runs on the first day that is billed. */
async function runJob(): Promise<void> {
  test.clock.set('2026-04-01T10:00:00Z');
  await issueDuePeriods(systemContext(test));
}
const invoicesOf = (contractId: number) =>
  test.prisma.invoice.findMany({ where: { billingPeriod: { contractId } }, orderBy: { id: 'asc' } });
const itemsOf = (contractId: number) =>
  test.prisma.contractLineItem.findMany({ where: { contractId }, orderBy: { id: 'asc' } });

// Rows that somebody wrote past the operations: the job passes them over, without an error every night.
describe('the period job leaves alone', () => {
  async function expectPassedOver(contractId: number, invoices = 0): Promise<void> {
    const failure = vi.spyOn(test.installation.logger, 'error');
    await runJob();
    expect(await invoicesOf(contractId)).toHaveLength(invoices);
    expect(failure).not.toHaveBeenCalled();
  }

  it('a period that is cancelled', async () => {
    const { contractId } = await billedContract(test, tenant);
    await test.prisma
      .$executeRaw`UPDATE billing_periods SET status = 'cancelled', cancelled_at = now(), cancel_reason = 'Other' WHERE contract_id = ${contractId}`;
    const other = await billedContract(test, tenant);
    await expectPassedOver(contractId);
    expect(await invoicesOf(other.contractId)).toHaveLength(1);
  });

  it('a period that waits for its release', async () => {
    const { contractId } = await billedContract(test, tenant, {}, { manualRelease: true });
    await expectPassedOver(contractId);
  });

  it('a contract that has ended, whatever its periods say', async () => {
    const { contractId } = await billedContract(test, tenant);
    await runJob();
    const [invoice] = await invoicesOf(contractId);
    await terminateContract(finance, { contractId, reason: 'As agreed' });
    await voidInvoice(finance, { invoiceId: invoice?.id ?? 0, reason: 'As agreed' });
    await test.prisma.$executeRaw`UPDATE billing_periods SET needs_release = false WHERE contract_id = ${contractId}`;
    await expectPassedOver(contractId, 1);
  });

  it('an account that is cancelled, whatever its contracts say', async () => {
    const { contractId } = await billedContract(test, tenant);
    await test.prisma.account.update({ where: { id: tenant.accountId }, data: { status: 'cancelled' } });
    await expectPassedOver(contractId);
  });
});

it('an item that is paused stays paused when the months before its pause are invoiced', async () => {
  const { contractId } = await billedContract(test, tenant, { items: [MONTHLY_CARE, MONTHLY_CARE] });
  const [first] = await itemsOf(contractId);
  await pauseLineItem(finance, { lineItemId: first?.id ?? 0, from: '2026-05-01' });
  await runJob();
  expect(await invoicesOf(contractId)).toHaveLength(1);
  expect((await itemsOf(contractId)).map(({ status }) => status)).toEqual(['paused', 'active']);
});

it('an item that was completed before its contract keeps its own last day', async () => {
  const items = [MONTHLY_CARE, { ...MONTHLY_CARE, description: 'More care' }];
  const { contractId } = await billedContract(test, tenant, { endDate: '2026-04-30', items });
  const [first] = await itemsOf(contractId);
  await completeLineItem(finance, { lineItemId: first?.id ?? 0, from: '2026-04-15' });
  await runJob();
  const [invoice] = await invoicesOf(contractId);
  const paymentId = await confirmTransfer(test, tenant, invoice?.id ?? 0);
  await approvePayments(finance, { paymentIds: [paymentId] });
  test.clock.set('2026-05-01T10:00:00Z');
  expect(await completeContracts(systemContext(test))).toBe(1);
  expect((await itemsOf(contractId)).map(({ completedFrom }) => completedFrom)).toEqual([
    new Date('2026-04-15'),
    new Date('2026-04-30'),
  ]);
});
