import { beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import type { Context } from '../../../src/services/core/context.js';
import { getPaymentEvidence } from '../../../src/services/payments/get-payment-evidence.js';
import { recordPayment } from '../../../src/services/payments/record-payment.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { withdrawConfirmation } from '../../../src/services/payments/withdraw-confirmation.js';
import {
  accountIn,
  activeTenant,
  issueOneOff,
  signUpAndConfirm,
  signUpForPlan,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

const seen = { manualReference: 'STATEMENT 17', payerName: 'Khan & Sons', amount: '29' };
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

describe('staff record a payment they saw on the bank account', () => {
  it('also where a confirmation was rejected before', async () => {
    const { invoice, paymentId } = await signUpAndConfirm(test);
    await rejectPayments(finance, { paymentIds: [paymentId], reason: 'It had not arrived yet' });
    await recordPayment(finance, { ...seen, invoiceId: invoice.id });
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } })).toMatchObject({
      status: 'paid',
    });
  });

  it('it is entered and approved in one commit by the same core: seven writes and its own audit entry', async () => {
    const { accountId, invoice } = await signUpForPlan(test);
    const { paymentId } = await recordPayment(finance, { ...seen, invoiceId: invoice.id, note: 'Seen today' });
    const staffId = finance.actor.type === 'staff' ? finance.actor.id : 0;
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
      status: 'succeeded',
      enteredById: staffId,
      submittedById: null,
      reviewedById: staffId,
      payerName: 'Khan & Sons',
      paymentMethod: 'bank_transfer',
      adminNotes: 'Seen today',
    });
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } })).toMatchObject({
      status: 'paid',
      periodEnd: new Date('2026-04-10T09:30:00Z'),
    });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId } })).toMatchObject({
      status: 'active',
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      status: 'active',
      creditBalance: 5_000,
    });
    expect(await test.prisma.creditTransaction.count({ where: { accountId } })).toBe(1);
    const entries = await test.prisma.auditEntry.findMany({
      where: { entityType: 'Payment', entityId: paymentId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action, actorType }) => [action, actorType])).toEqual([
      ['payment.record', 'staff'],
      ['payment.approve', 'staff'],
    ]);
    expect(await test.prisma.mail.count({ where: { kind: 'payment-approved', accountId } })).toBe(1);
  });

  it('a slip may come with it', async () => {
    const { invoice } = await signUpForPlan(test);
    const { paymentId } = await recordPayment(finance, {
      ...seen,
      invoiceId: invoice.id,
      proof: { bytes: PDF, name: 'statement.pdf' },
    });
    const { payment } = await getPaymentEvidence(finance, paymentId);
    expect(payment.proof).toMatchObject({ mediaType: 'application/pdf', originalName: 'statement.pdf' });
    expect(payment.enteredBy?.email).toBe('finance@staff.example');
  });

  it('a tenant cannot withdraw what staff entered', async () => {
    const tenant = await signUpForPlan(test);
    const { paymentId } = await recordPayment(finance, { ...seen, invoiceId: tenant.invoice.id });
    expect(await refusalOf(withdrawConfirmation(tenant.ctx, { paymentId }))).toMatchObject({ code: 'already_decided' });
  });
});

describe('recording is refused, and nothing is written', () => {
  async function refused(invoiceId: number, wishes: Partial<typeof seen> = {}) {
    const before = await allRows(test);
    const refusal = await refusalOf(recordPayment(finance, { ...seen, ...wishes, invoiceId }));
    expect(await allRows(test)).toEqual(before);
    return refusal;
  }

  it('while the tenant’s own confirmation waits: the answer names it', async () => {
    const { invoice, paymentId } = await signUpAndConfirm(test);
    expect(await refused(invoice.id)).toMatchObject({
      kind: 'conflict',
      code: 'confirmation_pending',
      details: [{ path: 'payment_id', message: String(paymentId) }],
    });
  });

  it('for an invoice that is paid, void, or does not exist', async () => {
    const paid = await activeTenant(test);
    expect(await refused(paid.invoice.id)).toMatchObject({ code: 'invoice_not_payable' });
    const cancelled = await signUpForPlan(test);
    await cancelAccount(await staff(test, 'support'), { accountId: cancelled.accountId, reason: 'On request' });
    expect(await refused(cancelled.invoice.id)).toMatchObject({ code: 'invoice_not_payable' });
    expect(await refused(2_000_000_000)).toMatchObject({ kind: 'not_found' });
  });

  it('for another amount, or without payer or reference, at the field', async () => {
    const { invoice } = await signUpForPlan(test);
    expect(await refused(invoice.id, { amount: '28' })).toMatchObject({
      code: 'amount_mismatch',
      details: [{ path: 'amount' }],
    });
    expect(await refused(invoice.id, { payerName: ' ' })).toMatchObject({ details: [{ path: 'payerName' }] });
    expect(await refused(invoice.id, { manualReference: '' })).toMatchObject({
      details: [{ path: 'manualReference' }],
    });
  });

  it('for an account that is not in business', async () => {
    const { accountId } = await accountIn(test, 'pending');
    const invoiceId = await issueOneOff(test, accountId, { amount: '29' });
    expect(await refused(invoiceId)).toMatchObject({ code: 'account_not_payable' });
  });

  it.each(['support', 'operations', 'auditor'] as const)('for %s', async (role) => {
    const { invoice } = await signUpForPlan(test);
    const attempt = recordPayment(await staff(test, role), { ...seen, invoiceId: invoice.id });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'forbidden' });
  });
});
