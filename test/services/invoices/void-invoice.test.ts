import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { activeTenant, issueOneOff, signUpAndConfirm, signUpForPlan, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

const reason = 'Issued by mistake';

describe('voiding an invoice', () => {
  it('takes it back with a reason; the tenant is told', async () => {
    const tenant = await signUpForPlan(test);
    await voidInvoice(finance, { invoiceId: tenant.invoice.id, reason });
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: tenant.invoice.id } })).toMatchObject({
      status: 'void',
      voidedAt: test.clock.now(),
      voidReason: reason,
      number: tenant.invoice.number,
    });
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { kind: 'invoice-voided', accountId: tenant.accountId },
    });
    expect(mail.data).toMatchObject({ number: tenant.invoice.number, total: '29.00 USD', reason });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'invoice.void', entityId: tenant.invoice.id },
    });
    expect(entry).toMatchObject({
      reason,
      accountId: tenant.accountId,
      changes: { status: { before: 'pending', after: 'void' } },
    });
  });

  it('is refused while a confirmation waits, and possible once that is rejected', async () => {
    const tenant = await signUpAndConfirm(test);
    expect(await refusalOf(voidInvoice(finance, { invoiceId: tenant.invoice.id, reason }))).toMatchObject({
      kind: 'conflict',
      code: 'confirmation_pending',
      details: [{ path: 'payment_id', message: String(tenant.paymentId) }],
    });
    await rejectPayments(finance, { paymentIds: [tenant.paymentId], reason: 'Wrong invoice' });
    await voidInvoice(finance, { invoiceId: tenant.invoice.id, reason });
  });

  it('is refused for a paid invoice, for one that is void already, and for one that does not exist', async () => {
    const paid = await activeTenant(test);
    expect(await refusalOf(voidInvoice(finance, { invoiceId: paid.invoice.id, reason }))).toMatchObject({
      code: 'invoice_not_pending',
    });
    const tenant = await signUpForPlan(test);
    await voidInvoice(finance, { invoiceId: tenant.invoice.id, reason });
    expect(await refusalOf(voidInvoice(finance, { invoiceId: tenant.invoice.id, reason }))).toMatchObject({
      code: 'invoice_not_pending',
    });
    expect(await refusalOf(voidInvoice(finance, { invoiceId: 2_000_000_000, reason }))).toMatchObject({
      kind: 'not_found',
    });
  });

  it('leaves no gap: the next invoice of the month takes the next number', async () => {
    const tenant = await signUpForPlan(test);
    await voidInvoice(finance, { invoiceId: tenant.invoice.id, reason });
    const next = await test.prisma.invoice.findUniqueOrThrow({
      where: { id: await issueOneOff(test, tenant.accountId) },
    });
    expect([tenant.invoice.number, next.number]).toEqual([
      `INV-${tenant.accountId}-202603-0001`,
      `INV-${tenant.accountId}-202603-0002`,
    ]);
  });

  it.each(['support', 'operations', 'auditor'] as const)('is not for %s', async (role) => {
    const { invoice } = await signUpForPlan(test);
    expect(await refusalOf(voidInvoice(await staff(test, role), { invoiceId: invoice.id, reason }))).toMatchObject({
      kind: 'forbidden',
    });
  });
});
