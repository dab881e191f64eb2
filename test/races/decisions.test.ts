import { beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../src/services/core/context.js';
import { inTransaction } from '../../src/services/core/db.js';
import { recordCredits } from '../../src/services/credits/record-credits.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { withdrawConfirmation } from '../../src/services/payments/withdraw-confirmation.js';
import { staffContext } from '../support/contexts.js';
import { confirmTransfer, issuePlanInvoice, type PayingTenant, signUpAndConfirm, staff } from '../support/factories.js';
import { type TestInstallation, useInstallation } from '../support/installation.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

const REVIEWERS = 40;
const reason = 'The transfer has not arrived';

function tries<T>(count: number, task: (index: number) => Promise<T>): (() => Promise<T>)[] {
  return Array.from({ length: count }, (_, index) => () => task(index));
}

function tally(list: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of list) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

describe('a naive approval on a database without guards', () => {
  const naive = useInstallation({ poolSize: REVIEWERS + 4 });

  beforeAll(async () => {
    await naive.owner.prisma.$executeRaw`ALTER TABLE payments DISABLE TRIGGER USER`;
    await naive.owner.prisma.$executeRaw`ALTER TABLE invoices DISABLE TRIGGER USER`;
    await naive.owner.prisma.$executeRaw`DROP INDEX credit_transactions_source_type_source_id_transaction_type_key`;
  });

  /** Looks, then writes: as one would without a second reviewer in mind. */
  function approveNaively(ctx: Context, { accountId, invoice, paymentId }: PayingTenant): Promise<string> {
    return inTransaction(ctx, async (tx) => {
      const payment = await tx.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
      if (payment.status !== 'pending_approval') return 'already';
      const data = { status: 'succeeded', processedAt: tx.now, failedAt: null, rejectionReason: '' } as const;
      await tx.db.payment.update({ where: { id: paymentId }, data });
      await tx.db.invoice.update({ where: { id: invoice.id }, data: { status: 'paid', paidAt: tx.now } });
      const entry = {
        accountId,
        amount: 5_000,
        description: '',
        sourceType: 'payment',
        sourceId: String(paymentId),
      } as const;
      await recordCredits(tx, [{ ...entry, transactionType: 'subscription' }]);
      return 'approved';
    });
  }

  function rejectNaively(ctx: Context, { paymentId }: PayingTenant): Promise<string> {
    return inTransaction(ctx, async (tx) => {
      const payment = await tx.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
      if (payment.status !== 'pending_approval') return 'already';
      const data = { status: 'failed', failedAt: tx.now, processedAt: null, rejectionReason: reason } as const;
      await tx.db.payment.update({ where: { id: paymentId }, data });
      return 'rejected';
    });
  }

  it('grants forty times over: the race is real', async () => {
    const finance = await staff(naive, 'finance');
    const tenant = await signUpAndConfirm(naive);
    const results = await stampede(
      naive,
      ['payments'],
      tries(REVIEWERS, () => approveNaively(finance, tenant)),
    );
    expect(tally(answers(results, String))).toEqual({ approved: REVIEWERS });
    const account = await naive.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } });
    expect(account.creditBalance).toBe(REVIEWERS * 5_000);
  });

  it('approves and rejects one payment: the invoice is paid by a payment that failed', async () => {
    const finance = await staff(naive, 'finance');
    const tenant = await signUpAndConfirm(naive);
    const results = await stampede(
      naive,
      ['payments'],
      [() => approveNaively(finance, tenant), () => rejectNaively(finance, tenant)],
    );
    expect(answers(results, String)).toEqual(['approved', 'rejected']);
  });
});

describe('of reviewers who decide at once', () => {
  const test = useInstallation({ poolSize: REVIEWERS + 4 });
  expectTruthsAtEnd(test);
  let reviewers: [Context, Context];

  beforeAll(async () => {
    reviewers = [
      await staffContext(test, 'finance', 'one@staff.example'),
      await staffContext(test, 'finance', 'two@staff.example'),
    ];
  });

  const reviewer = (index: number) => reviewers[index % 2 === 0 ? 0 : 1];
  const first = ([outcome]: { outcome: string }[]) => outcome?.outcome ?? 'none';

  it('forty approvals of one payment by two people: exactly one wins, all others are told who did', async () => {
    const { paymentId, accountId, invoice } = await signUpAndConfirm(test);
    const results = await stampede(
      test,
      ['payments'],
      tries(REVIEWERS, (index) => approvePayments(reviewer(index), { paymentIds: [paymentId] })),
    );
    expect(tally(answers(results, first))).toEqual({ approved: 1, already: REVIEWERS - 1 });
    const sentences = new Set(answers(results, ([outcome]) => outcome?.message ?? ''));
    const winner = await test.prisma.payment.findUniqueOrThrow({
      where: { id: paymentId },
      include: { reviewedBy: true },
    });
    expect([...sentences].filter(Boolean)).toEqual([
      expect.stringContaining(`Already approved by ${winner.reviewedBy?.email} at `),
    ]);
    await expectApprovedOnce(test, { paymentId, accountId, invoiceId: invoice.id });
  });

  it('one approves, one rejects: exactly one decision, and everything agrees with it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { paymentId, accountId, invoice } = await signUpAndConfirm(test);
      const approve = () => approvePayments(reviewers[0], { paymentIds: [paymentId] });
      const reject = () => rejectPayments(reviewers[1], { paymentIds: [paymentId], reason });
      const results = await stampede(test, ['payments'], round % 2 === 0 ? [approve, reject] : [reject, approve]);
      const said = answers(results, first).sort();
      const payment = await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } });
      if (payment.status === 'succeeded') {
        expect(said).toEqual(['already', 'approved']);
        await expectApprovedOnce(test, { paymentId, accountId, invoiceId: invoice.id });
      } else {
        expect(said).toEqual(['already', 'rejected']);
        await expectUntouched(test, { accountId, invoiceId: invoice.id });
      }
    }
  });

  it('one approves while the tenant withdraws: exactly one of them', async () => {
    for (let round = 0; round < 4; round += 1) {
      const tenant = await signUpAndConfirm(test);
      const approve = () => approvePayments(reviewers[0], { paymentIds: [tenant.paymentId] }).then(first);
      const withdraw = () => withdrawConfirmation(tenant.ctx, { paymentId: tenant.paymentId }).then(() => 'withdrawn');
      const results = await stampede(test, ['payments'], round % 2 === 0 ? [approve, withdraw] : [withdraw, approve]);
      const said = answers(results, String).sort();
      const ids = { paymentId: tenant.paymentId, accountId: tenant.accountId, invoiceId: tenant.invoice.id };
      const payment = await test.prisma.payment.findUniqueOrThrow({ where: { id: tenant.paymentId } });
      if (payment.status === 'succeeded') {
        expect(said).toEqual(['already_decided', 'approved']);
        await expectApprovedOnce(test, ids);
      } else {
        expect(said).toEqual(['already', 'withdrawn']);
        await expectUntouched(test, ids);
      }
    }
  });

  it('one approves while support cancels the account: paid and then closed, or closed and never paid', async () => {
    const support = await staff(test, 'support');
    for (let round = 0; round < 4; round += 1) {
      const { paymentId, accountId, invoice } = await signUpAndConfirm(test);
      const approve = () => approvePayments(reviewers[0], { paymentIds: [paymentId] }).then(first);
      const cancel = () => cancelAccount(support, { accountId, reason: 'On request' }).then(() => 'cancelled');
      const results = await stampede(
        test,
        ['payments', 'accounts'],
        round % 2 === 0 ? [approve, cancel] : [cancel, approve],
      );
      const said = answers(results, String).sort();
      const account = await test.prisma.account.findUniqueOrThrow({
        where: { id: accountId },
        include: { subscription: true },
      });
      const { status } = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } });
      expect(account).toMatchObject({ status: 'cancelled', subscription: { status: 'canceled' } });
      expect([said, status, account.creditBalance]).toEqual(
        status === 'paid' ? [['approved', 'cancelled'], 'paid', 5_000] : [['already', 'cancelled'], 'void', 0],
      );
    }
  });

  it('one approves while another suspends: the account is suspended and keeps the state it paid for', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { paymentId, accountId } = await signUpAndConfirm(test);
      const approve = () => approvePayments(reviewers[0], { paymentIds: [paymentId] });
      const suspend = () => suspendAccounts(reviewers[1], { accountIds: [accountId], reason: 'Abuse' });
      await stampede<unknown>(
        test,
        ['payments', 'accounts'],
        round % 2 === 0 ? [approve, suspend] : [suspend, approve],
      );
      expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
        status: 'suspended',
        suspendedFrom: 'active',
        creditBalance: 5_000,
      });
    }
  });

  it('two approve two payments of one account: the periods follow each other, and no day is sold twice', async () => {
    for (let round = 0; round < 2; round += 1) {
      const tenant = await signUpAndConfirm(test);
      const further = await issuePlanInvoice(test, tenant.accountId, 'starter');
      const second = await confirmTransfer(test, tenant, further);
      const results = await stampede(
        test,
        ['payments'],
        [
          () => approvePayments(reviewers[0], { paymentIds: [tenant.paymentId] }),
          () => approvePayments(reviewers[1], { paymentIds: [second] }),
        ],
      );
      expect(answers(results, first)).toEqual(['approved', 'approved']);
      const periods = await test.prisma.invoice.findMany({
        where: { accountId: tenant.accountId },
        orderBy: { periodStart: 'asc' },
      });
      expect(periods[0]?.periodEnd).toEqual(periods[1]?.periodStart);
      const subscription = await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } });
      expect(subscription.currentPeriodEnd).toEqual(periods[1]?.periodEnd);
      expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
        creditBalance: 10_000,
      });
    }
  });
});

async function expectApprovedOnce(
  test: TestInstallation,
  { paymentId, accountId, invoiceId }: Record<'paymentId' | 'accountId' | 'invoiceId', number>,
) {
  expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
    status: 'succeeded',
  });
  expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).toMatchObject({ status: 'paid' });
  expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    status: 'active',
    creditBalance: 5_000,
  });
  expect(await test.prisma.creditTransaction.count({ where: { accountId } })).toBe(1);
  expect(
    await test.prisma.auditEntry.count({ where: { action: { in: ['payment.approve', 'payment.reject'] }, accountId } }),
  ).toBe(1);
  expect(
    await test.prisma.mail.count({ where: { kind: { in: ['payment-approved', 'payment-rejected'] }, accountId } }),
  ).toBe(1);
}

async function expectUntouched(
  test: TestInstallation,
  { accountId, invoiceId }: Record<'accountId' | 'invoiceId', number>,
) {
  expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).toMatchObject({
    status: 'pending',
  });
  expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
    status: 'pending_payment',
    creditBalance: 0,
  });
  expect(await test.prisma.creditTransaction.count({ where: { accountId } })).toBe(0);
  expect(await test.prisma.auditEntry.count({ where: { action: 'payment.approve', accountId } })).toBe(0);
  expect(await test.prisma.mail.count({ where: { kind: 'payment-approved', accountId } })).toBe(0);
}
