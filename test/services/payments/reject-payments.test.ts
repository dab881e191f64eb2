import { beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import type { Context } from '../../../src/services/core/context.js';
import { listOwnPayments } from '../../../src/services/payments/list-payments.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import {
  accountIn,
  activeTenant,
  confirmTransfer,
  issueOneOff,
  signUpAndConfirm,
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

const reason = 'The transfer has not arrived';

describe('a rejection', () => {
  it('writes the decision, one audit entry and one mail; invoice, subscription, account and ledger stay (X-16)', async () => {
    const tenant = await signUpAndConfirm(test);
    const before = await allRows(test);

    const outcomes = await rejectPayments(finance, { paymentIds: [tenant.paymentId], reason, note: 'Asked the bank' });

    expect(outcomes).toEqual([{ id: tenant.paymentId, outcome: 'rejected' }]);
    const after = await allRows(test);
    const changed = Object.keys(after).filter(
      (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    );
    expect(changed).toEqual(['audit_entries', 'mails', 'payments']);
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: tenant.paymentId } })).toMatchObject({
      status: 'failed',
      rejectionReason: reason,
      adminNotes: 'Asked the bank',
      reviewedById: finance.actor.type === 'staff' ? finance.actor.id : 0,
      reviewedAt: test.clock.now(),
      failedAt: test.clock.now(),
      processedAt: null,
    });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({ where: { action: 'payment.reject' } });
    expect(entry).toMatchObject({
      entityId: tenant.paymentId,
      reason,
      changes: { status: { before: 'pending_approval', after: 'failed' } },
    });
    const mail = await test.prisma.mail.findFirstOrThrow({ where: { kind: 'payment-rejected' } });
    expect(mail).toMatchObject({
      toEmail: tenant.email,
      data: { reason, amount: '29.00 USD', number: tenant.invoice.number },
    });
  });

  it('shows the tenant the reason and a way to try again, never the reviewer’s note', async () => {
    const tenant = await signUpAndConfirm(test);
    await rejectPayments(finance, { paymentIds: [tenant.paymentId], reason, note: 'Smells of fraud' });
    const { rows } = await listOwnPayments(tenant.ctx, {});
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ status: 'failed', rejectionReason: reason, canTryAgain: true, canWithdraw: false });
    expect(JSON.stringify(rows)).not.toContain('fraud');
    await confirmTransfer(test, tenant, tenant.invoice.id);
  });

  it('of a decided payment changes nothing and says who decided', async () => {
    const approved = await activeTenant(test);
    const rejected = await signUpAndConfirm(test);
    await rejectPayments(finance, { paymentIds: [rejected.paymentId], reason });
    const before = await allRows(test);
    const outcomes = await rejectPayments(finance, {
      paymentIds: [approved.paymentId, rejected.paymentId, 2_000_000_000],
      reason,
    });
    expect(outcomes).toMatchObject([
      {
        outcome: 'already',
        code: 'already_approved',
        message: 'Already approved by finance@staff.example at 2026-03-10 09:30 UTC.',
      },
      {
        outcome: 'already',
        code: 'already_rejected',
        message: 'Already rejected by finance@staff.example at 2026-03-10 09:30 UTC.',
      },
      { outcome: 'missing', code: 'not_found' },
    ]);
    expect(await allRows(test)).toEqual(before);
  });

  it.each(['', '  ', 'no', 'x'.repeat(501), 'bell\u0007'])(
    'needs a reason that a tenant can read: %j is none',
    async (bad) => {
      const { paymentId } = await signUpAndConfirm(test);
      const refusal = await refusalOf(rejectPayments(finance, { paymentIds: [paymentId], reason: bad }));
      expect(refusal).toMatchObject({ kind: 'invalid_input', details: [{ path: 'reason' }] });
    },
  );

  it('is possible whatever the account’s state, so that nothing waits for ever', async () => {
    const { accountId } = await accountIn(test, 'cancelled');
    const invoiceId = await issueOneOff(test, accountId);
    const { id: paymentId } = await test.prisma.payment.create({
      data: { accountId, invoiceId, amount: 15, currency: 'USD', paymentMethod: 'cash' },
    });
    expect(await rejectPayments(finance, { paymentIds: [paymentId], reason })).toEqual([
      { id: paymentId, outcome: 'rejected' },
    ]);
  });

  it('comes by itself when the account is cancelled, with the reason of the cancellation', async () => {
    const tenant = await signUpAndConfirm(test);
    await cancelAccount(await staff(test, 'support'), { accountId: tenant.accountId, reason: 'Closed on request' });
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: tenant.paymentId } })).toMatchObject({
      status: 'failed',
      rejectionReason: 'Closed on request',
    });
  });

  it.each(['support', 'operations', 'auditor'] as const)('is not for %s', async (role) => {
    const { paymentId } = await signUpAndConfirm(test);
    const colleague = await staff(test, role);
    expect(await refusalOf(rejectPayments(colleague, { paymentIds: [paymentId], reason }))).toMatchObject({
      kind: 'forbidden',
    });
  });
});
