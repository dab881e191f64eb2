import { expect, test } from 'vitest';
import { completeContracts } from '../../../src/services/billing-periods/complete-contracts.js';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { systemContext } from '../../support/contexts.js';
import { billedContract } from '../../support/contract-factories.js';
import { activeTenant, confirmTransfer, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const here = useInstallation({ startsAt: '2025-12-20T12:00:00Z' });
expectTruthsAtEnd(here);

test('a contract is written, signed, billed and paid to its end, and 5,000.00 over three months is exactly that', async () => {
  const tenant = await activeTenant(here);
  const { contractId } = await billedContract(here, tenant, {
    contractType: 'engagement',
    startDate: '2026-01-01',
    endDate: '2026-12-31',
    items: [{ itemType: 'training_independent' }],
  });
  const periods = () => here.prisma.billingPeriod.findMany({ where: { contractId }, orderBy: { periodStart: 'asc' } });
  expect((await periods()).map(({ totalAmount }) => totalAmount.toFixed(2))).toEqual(['1666.67', '1666.67', '1666.66']);
  expect(await issueDuePeriods(systemContext(here))).toBe(0);

  here.clock.set('2026-03-02T12:00:00Z');
  expect(await issueDuePeriods(systemContext(here))).toBe(3);
  expect(await issueDuePeriods(systemContext(here))).toBe(0);
  const invoices = await here.prisma.invoice.findMany({
    where: { billingPeriod: { contractId } },
    orderBy: { id: 'asc' },
  });
  expect(invoices.map(({ total }) => total.toFixed(2))).toEqual(['1666.67', '1666.67', '1666.66']);
  const credits = await here.prisma.creditTransaction.count({ where: { accountId: tenant.accountId } });

  const paymentIds: number[] = [];
  for (const invoice of invoices) paymentIds.push(await confirmTransfer(here, tenant, invoice.id));
  await approvePayments(await staff(here, 'finance'), { paymentIds });
  expect((await periods()).map(({ status }) => status)).toEqual(['paid', 'paid', 'paid']);
  expect(await here.prisma.creditTransaction.count({ where: { accountId: tenant.accountId } })).toBe(credits);

  here.clock.set('2027-01-01T12:00:00Z');
  expect(await completeContracts(systemContext(here))).toBe(1);
  const contract = await here.prisma.contract.findUniqueOrThrow({ where: { id: contractId } });
  expect(contract.status).toBe('completed');
});
