import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../../src/services/core/context.js';
import { adjustCredits } from '../../../src/services/credits/adjust-credits.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { withdrawConfirmation } from '../../../src/services/payments/withdraw-confirmation.js';
import { editRecord } from '../../../src/services/settings/edit-record.js';
import {
  accountIn,
  activeTenant,
  confirmTransfer,
  issueOneOff,
  issuePlanInvoice,
  offerPlan,
  signUpAndConfirm,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z', staffInbox: 'team@seller.example' });
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

beforeEach(() => test.clock.set('2026-03-10T09:30:00Z'));

function approve(...paymentIds: number[]) {
  return approvePayments(finance, { paymentIds });
}

describe('the approval of a plan invoice makes seven writes in one commit', () => {
  it('payment, invoice, subscription, account, ledger, audit and mail say the same', async () => {
    const { accountId, invoice, paymentId } = await signUpAndConfirm(test, {}, { manualReference: 'BT-2026-77' });
    const before = { audit: await test.prisma.auditEntry.count(), mails: await test.prisma.mail.count() };
    test.clock.moveMinutes(90);

    const outcomes = await approvePayments(finance, { paymentIds: [paymentId], note: 'Seen on the statement' });

    expect(outcomes).toEqual([{ id: paymentId, outcome: 'approved' }]);
    const now = test.clock.now();
    const periodEnd = new Date('2026-04-10T11:00:00Z');
    const staffId = finance.actor.type === 'staff' ? finance.actor.id : 0;
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
      status: 'succeeded',
      reviewedById: staffId,
      reviewedAt: now,
      processedAt: now,
      adminNotes: 'Seen on the statement',
      rejectionReason: '',
      failedAt: null,
    });
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } })).toMatchObject({
      status: 'paid',
      paidAt: now,
      periodStart: now,
      periodEnd,
    });
    const starter = await test.prisma.plan.findUniqueOrThrow({ where: { slug: 'starter' } });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId } })).toMatchObject({
      status: 'active',
      planId: starter.id,
      currentPeriodStart: now,
      currentPeriodEnd: periodEnd,
      anchorDay: 10,
      cancelAtPeriodEnd: false,
      externalPaymentId: 'BT-2026-77',
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      status: 'active',
      creditBalance: 5_000,
      isDemoAccount: false,
      suspendedFrom: null,
    });
    const ledger = await test.prisma.creditTransaction.findMany({ where: { accountId } });
    expect(ledger).toHaveLength(1);
    expect(ledger[0]).toMatchObject({
      transactionType: 'subscription',
      amount: 5_000,
      balanceAfter: 5_000,
      description: `Invoice ${invoice.number} paid`,
      metadata: { invoice_id: invoice.id, payment_id: paymentId },
      sourceType: 'payment',
      sourceId: String(paymentId),
      createdAt: now,
    });
    const entries = await test.prisma.auditEntry.findMany({ orderBy: { id: 'asc' }, skip: before.audit });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      action: 'payment.approve',
      actorType: 'staff',
      actorId: staffId,
      actorLabel: 'finance@staff.example',
      accountId,
      entityType: 'Payment',
      entityId: paymentId,
      changes: {
        status: { before: 'pending_approval', after: 'succeeded' },
        invoice: { before: 'pending', after: `${invoice.number} paid` },
        account: { before: 'pending_payment', after: 'active' },
        credits: { after: 5_000 },
        period_end: { after: periodEnd.toISOString() },
      },
      reason: 'Seen on the statement',
      requestId: finance.requestId,
      ipAddress: '127.0.0.1',
      createdAt: now,
    });
    const mails = await test.prisma.mail.findMany({ orderBy: { id: 'asc' }, skip: before.mails });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      kind: 'payment-approved',
      accountId,
      status: 'queued',
      data: {
        name: 'Amina Khan',
        number: invoice.number,
        invoiceId: invoice.id,
        amount: '29.00 USD',
        reference: 'BT-2026-77',
        credits: 5_000,
        planName: 'Starter',
        periodEnd: periodEnd.toISOString(),
      },
      secret: null,
      nextAttemptAt: now,
    });
  });

  it('the approval mail goes to the billing address when there is one, else to the owner', async () => {
    const plain = await signUpAndConfirm(test);
    const billed = await signUpAndConfirm(test, { billing: { email: 'accounts@billed.example' } });
    await approve(plain.paymentId, billed.paymentId);
    const mails = await test.prisma.mail.findMany({
      where: { kind: 'payment-approved', accountId: { in: [plain.accountId, billed.accountId] } },
      orderBy: { accountId: 'asc' },
    });
    expect(mails.map(({ toEmail }) => toEmail)).toEqual([plain.email, 'accounts@billed.example']);
  });

  it('keeps to the plan that was sold, whatever happened to the plan since', async () => {
    const { accountId, invoice, paymentId } = await signUpAndConfirm(test, { planSlug: 'growth' });
    await test.prisma.plan.update({
      where: { slug: 'growth' },
      data: { price: 1, includedCredits: 1, billingCycle: 'yearly', isActive: false },
    });
    await approve(paymentId);
    await test.prisma.plan.update({
      where: { slug: 'growth' },
      data: { price: 99, includedCredits: 20_000, billingCycle: 'monthly', isActive: true },
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      creditBalance: 20_000,
    });
    const paid = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } });
    expect(paid.periodEnd).toEqual(new Date('2026-04-10T09:30:00Z'));
  });
});

describe('an approval of any other invoice', () => {
  it('moves neither account state nor subscription nor credits: payment, invoice, audit entry and mail only', async () => {
    const tenant = await signUpTenant(test);
    const invoiceId = await issueOneOff(test, tenant.accountId);
    const paymentId = await confirmTransfer(test, tenant, invoiceId);
    const before = await allRows(test);

    expect(await approve(paymentId)).toEqual([{ id: paymentId, outcome: 'approved' }]);

    const after = await allRows(test);
    const changed = Object.keys(after).filter(
      (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    );
    expect(changed).toEqual(['audit_entries', 'invoices', 'mails', 'payments']);
    const invoice = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
    expect(invoice).toMatchObject({ status: 'paid', periodStart: null, periodEnd: null });
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { kind: 'payment-approved', accountId: tenant.accountId },
    });
    expect(mail.data).toMatchObject({ credits: 0, planName: null, periodEnd: null });
  });

  it('grants the credits that its lines carry, once', async () => {
    const tenant = await signUpTenant(test);
    const invoiceId = await issueOneOff(test, tenant.accountId, { credits: 300 });
    const paymentId = await confirmTransfer(test, tenant, invoiceId);
    await approve(paymentId);
    const account = await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } });
    expect(account).toMatchObject({ status: 'trial', creditBalance: 2_300 });
  });
});

describe('approving is idempotent', () => {
  it('a second approval changes nothing and says who approved and when', async () => {
    test.clock.set('2026-03-11T08:05:00Z');
    const { paymentId } = await signUpAndConfirm(test);
    await approve(paymentId);
    const before = await allRows(test);
    test.clock.moveDays(1);

    const superadmin = await staff(test, 'superadmin');
    const outcomes = await approvePayments(superadmin, { paymentIds: [paymentId] });

    expect(outcomes).toEqual([
      {
        id: paymentId,
        outcome: 'already',
        code: 'already_approved',
        message: 'Already approved by finance@staff.example at 2026-03-11 08:05 UTC.',
      },
    ]);
    const after = await allRows(test);
    expect({ ...after, staff_users: [] }).toEqual({ ...before, staff_users: [] });
  });

  it('a rejected payment answers who rejected it, a withdrawn one that the tenant took it back', async () => {
    const rejected = await signUpAndConfirm(test);
    const withdrawn = await signUpAndConfirm(test);
    await rejectPayments(finance, { paymentIds: [rejected.paymentId], reason: 'No such transfer' });
    await withdrawConfirmation(withdrawn.ctx, { paymentId: withdrawn.paymentId });

    expect(await approve(rejected.paymentId, withdrawn.paymentId)).toEqual([
      {
        id: rejected.paymentId,
        outcome: 'already',
        code: 'already_rejected',
        message: 'Already rejected by finance@staff.example at 2026-03-10 09:30 UTC.',
      },
      {
        id: withdrawn.paymentId,
        outcome: 'already',
        code: 'withdrawn',
        message: 'The tenant has withdrawn this confirmation.',
      },
    ]);
  });

  it('the same id twice in one request is one payment', async () => {
    const { paymentId, accountId } = await signUpAndConfirm(test);
    expect(await approve(paymentId, paymentId)).toEqual([{ id: paymentId, outcome: 'approved' }]);
    expect(await test.prisma.creditTransaction.count({ where: { accountId } })).toBe(1);
  });
});

describe('several payments at once', () => {
  it('every requested id gets exactly one outcome, in order, none lost', async () => {
    const open = await signUpAndConfirm(test);
    const done = await activeTenant(test);
    const outcomes = await approve(2_000_000_000, done.paymentId, open.paymentId);
    expect(outcomes.map(({ id, outcome, code }) => [id, outcome, code])).toEqual(
      [
        [open.paymentId, 'approved', undefined],
        [done.paymentId, 'already', 'already_approved'],
        [2_000_000_000, 'missing', 'not_found'],
      ].sort((a, b) => Number(a[0]) - Number(b[0])),
    );
  });

  it('two payments of one account add up: the second period starts where the first one ends', async () => {
    test.clock.set('2026-05-31T12:00:00Z');
    const tenant = await signUpAndConfirm(test);
    const further = await issuePlanInvoice(test, tenant.accountId, 'starter');
    const second = await confirmTransfer(test, tenant, further, { manualReference: 'BT-second' });

    await approve(tenant.paymentId, second);

    const [first, later] = await test.prisma.invoice.findMany({
      where: { id: { in: [tenant.invoice.id, further] } },
      orderBy: { id: 'asc' },
    });
    expect(first).toMatchObject({
      periodStart: new Date('2026-05-31T12:00:00Z'),
      periodEnd: new Date('2026-06-30T12:00:00Z'),
    });
    expect(later).toMatchObject({
      periodStart: new Date('2026-06-30T12:00:00Z'),
      periodEnd: new Date('2026-07-31T12:00:00Z'),
    });
    const subscription = await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } });
    expect(subscription).toMatchObject({
      currentPeriodStart: new Date('2026-05-31T12:00:00Z'),
      currentPeriodEnd: new Date('2026-07-31T12:00:00Z'),
      anchorDay: 31,
      externalPaymentId: 'BT-second',
    });
    const ledger = await test.prisma.creditTransaction.findMany({
      where: { accountId: tenant.accountId },
      orderBy: { id: 'asc' },
    });
    expect(ledger.map(({ amount, balanceAfter }) => [amount, balanceAfter])).toEqual([
      [5_000, 5_000],
      [5_000, 10_000],
    ]);
  });

  it('a plan invoice and a one-off invoice of one account are each settled by their own rule', async () => {
    const tenant = await signUpAndConfirm(test);
    const oneOff = await confirmTransfer(test, tenant, await issueOneOff(test, tenant.accountId));
    await approve(tenant.paymentId, oneOff);
    const account = await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } });
    expect(account).toMatchObject({ status: 'active', creditBalance: 5_000 });
    const entries = await test.prisma.auditEntry.findMany({
      where: { action: 'payment.approve', accountId: tenant.accountId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ entityId, changes }) => [entityId, Object.keys(Object(changes))])).toEqual([
      [tenant.paymentId, ['status', 'account', 'credits', 'invoice', 'period_end']],
      [oneOff, ['status', 'invoice']],
    ]);
  });

  it('credits beyond what a balance holds are refused with a sentence; the account’s other payments and everybody else’s pass', async () => {
    const rich = await activeTenant(test);
    const other = await signUpAndConfirm(test);
    const { creditBalance } = await test.prisma.account.findUniqueOrThrow({ where: { id: rich.accountId } });
    const room = 2_147_483_647 - creditBalance;
    for (const amount of [1_000_000_000, 1_000_000_000, room - 2_000_000_000 - 50])
      await adjustCredits(finance, { accountId: rich.accountId, amount, reason: 'A great many' });
    const bill = async (credits: number) =>
      confirmTransfer(test, rich, await issueOneOff(test, rich.accountId, { credits }));
    const [fits, tooMany, fillsUp, oneMore] = [await bill(30), await bill(21), await bill(20), await bill(1)];
    const outcomes = await approve(fits, tooMany, fillsUp, oneMore, other.paymentId);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['approved', 'approved', 'refused', 'approved', 'refused']);
    expect(outcomes.filter(({ outcome }) => outcome === 'refused').map(({ id, code }) => [id, code])).toEqual([
      [tooMany, 'balance_too_high'],
      [oneMore, 'balance_too_high'],
    ]);
    expect((await test.prisma.account.findUniqueOrThrow({ where: { id: rich.accountId } })).creditBalance).toBe(
      2_147_483_647,
    );
    expect((await test.prisma.payment.findUniqueOrThrow({ where: { id: tooMany } })).status).toBe('pending_approval');
  });

  it('takes at most 500 ids in one transaction, and at least one', async () => {
    const tooMany = Array.from({ length: 501 }, (_, index) => index + 1);
    expect(await refusalOf(approve(...tooMany))).toMatchObject({ kind: 'invalid_input' });
    expect(await refusalOf(approve())).toMatchObject({
      kind: 'invalid_input',
      message: 'Please select at least one row.',
    });
  });
});

describe('who may approve', () => {
  it.each(['support', 'operations', 'auditor'] as const)('%s may not', async (role) => {
    const { paymentId } = await signUpAndConfirm(test);
    const colleague = await staff(test, role);
    expect(await refusalOf(approvePayments(colleague, { paymentIds: [paymentId] }))).toMatchObject({
      kind: 'forbidden',
    });
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
      status: 'pending_approval',
    });
  });

  it('a tenant may not approve the own payment', async () => {
    const tenant = await signUpAndConfirm(test);
    expect(await refusalOf(approvePayments(tenant.ctx, { paymentIds: [tenant.paymentId] }))).toMatchObject({
      kind: 'forbidden',
    });
  });
});

describe('a suspended account that pays', () => {
  async function suspended(
    cause: 'staff' | 'unpaid',
    from: 'trial' | 'pending_payment' | 'active' = 'pending_payment',
  ) {
    const tenant =
      from === 'trial'
        ? await signUpTenant(test)
        : from === 'active'
          ? await activeTenant(test)
          : await signUpAndConfirm(test);
    await suspendAccounts(await staff(test, 'support'), {
      accountIds: [tenant.accountId],
      reason: 'Nothing came',
      cause,
    });
    return tenant;
  }
  const accountOf = (id: number) => test.prisma.account.findUniqueOrThrow({ where: { id } });

  it('a paid plan ends a suspension for unpaid bills: the account is active', async () => {
    const tenant = await suspended('unpaid');
    const payment = await test.prisma.payment.findFirstOrThrow({ where: { accountId: tenant.accountId } });
    await approve(payment.id);
    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'active',
      suspendedFrom: null,
      suspensionCause: null,
      suspensionReason: '',
    });
  });

  it('a suspension by staff stays; only the kept state becomes active', async () => {
    const tenant = await suspended('staff');
    const payment = await test.prisma.payment.findFirstOrThrow({ where: { accountId: tenant.accountId } });
    await approve(payment.id);
    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'suspended',
      suspendedFrom: 'active',
      suspensionCause: 'staff',
      suspensionReason: 'Nothing came',
      creditBalance: 5_000,
    });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      status: 'active',
    });
  });

  it('a one-off invoice ends a suspension for unpaid bills and returns the account to the state it came from', async () => {
    const tenant = await suspended('unpaid', 'trial');
    const paymentId = await confirmTransfer(test, tenant, await issueOneOff(test, tenant.accountId));
    await approve(paymentId);
    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'trial',
      suspendedFrom: null,
      suspensionCause: null,
    });
  });

  it('a one-off invoice leaves a suspension by staff and its kept state', async () => {
    const tenant = await suspended('staff', 'trial');
    const paymentId = await confirmTransfer(test, tenant, await issueOneOff(test, tenant.accountId));
    await approve(paymentId);
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'suspended', suspendedFrom: 'trial' });
  });

  it('the suspension stays while another invoice of the account is overdue, and ends when that one is paid too', async () => {
    const tenant = await suspended('unpaid', 'active');
    const first = await issueOneOff(test, tenant.accountId);
    const second = await issueOneOff(test, tenant.accountId);
    test.clock.moveDays(15);
    const payFirst = await confirmTransfer(test, tenant, first);
    const paySecond = await confirmTransfer(test, tenant, second);
    await approve(payFirst);
    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'suspended',
      suspendedFrom: 'active',
      suspensionCause: 'unpaid',
    });
    await approve(paySecond);
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'active', suspensionCause: null });
  });

  it('another invoice that is not due yet does not keep the suspension', async () => {
    const tenant = await suspended('unpaid', 'active');
    const first = await issueOneOff(test, tenant.accountId);
    await issueOneOff(test, tenant.accountId);
    await approve(await confirmTransfer(test, tenant, first));
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'active' });
  });

  it('both overdue invoices paid in one bulk end it together', async () => {
    const tenant = await suspended('unpaid', 'active');
    const bills = [await issueOneOff(test, tenant.accountId), await issueOneOff(test, tenant.accountId)];
    test.clock.moveDays(15);
    const payments: number[] = [];
    for (const bill of bills) payments.push(await confirmTransfer(test, tenant, bill));
    await approve(...payments);
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'active', suspendedFrom: null });
  });
});

describe('accounts that are not in business', () => {
  it('a payment of a pending, rejected or cancelled account is set aside as account_not_payable, and nothing moves', async () => {
    for (const status of ['pending', 'rejected', 'cancelled'] as const) {
      const { accountId } = await accountIn(test, status);
      const invoiceId = await issueOneOff(test, accountId);
      // No operation leads here: these people cannot confirm, and cancelling rejects what waits. A hand in the database might.
      const { id: paymentId } = await test.prisma.payment.create({
        data: { accountId, invoiceId, amount: 15, currency: 'USD', paymentMethod: 'cash' },
      });
      const before = await allRows(test);
      const [outcome] = await approve(paymentId);
      expect(outcome).toMatchObject({ id: paymentId, outcome: 'refused', code: 'account_not_payable' });
      expect(await allRows(test)).toEqual(before);
    }
  });
});

describe('the period that is bought', () => {
  it('the rest of a trial lapses: the paid period starts at the approval', async () => {
    test.clock.set('2026-08-01T10:00:00Z');
    const tenant = await signUpTenant(test);
    const invoiceId = await issuePlanInvoice(test, tenant.accountId, 'starter');
    const paymentId = await confirmTransfer(test, tenant, invoiceId);
    test.clock.moveDays(2);
    await approve(paymentId);
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      status: 'active',
      currentPeriodStart: new Date('2026-08-03T10:00:00Z'),
      currentPeriodEnd: new Date('2026-09-03T10:00:00Z'),
      anchorDay: 3,
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
      status: 'active',
      creditBalance: 7_000,
    });
  });

  it('the rest of a trial lapses also when its own plan has a price by now: only what was paid goes on', async () => {
    test.clock.set('2026-08-01T10:00:00Z');
    const plan = await offerPlan(test, { price: '0', trialDays: 14 });
    const tenant = await signUpTenant(test, { planSlug: plan.slug });
    const values = { price: '10' };
    await editRecord(await staff(test, 'operations'), { model: 'Plan', id: plan.id, version: plan.version, values });
    const invoiceId = await issuePlanInvoice(test, tenant.accountId, plan.slug);
    await approve(await confirmTransfer(test, tenant, invoiceId));
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).toMatchObject({
      periodStart: new Date('2026-08-01T10:00:00Z'),
      periodEnd: new Date('2026-09-01T10:00:00Z'),
    });
  });

  it('a renewal extends a paid period of the same plan that still runs', async () => {
    test.clock.set('2026-08-10T10:00:00Z');
    const tenant = await activeTenant(test);
    test.clock.moveDays(20);
    const renewal = await issuePlanInvoice(test, tenant.accountId, 'starter');
    await approve(await confirmTransfer(test, tenant, renewal));
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: renewal } })).toMatchObject({
      periodStart: new Date('2026-09-10T10:00:00Z'),
      periodEnd: new Date('2026-10-10T10:00:00Z'),
    });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      currentPeriodStart: new Date('2026-08-10T10:00:00Z'),
      currentPeriodEnd: new Date('2026-10-10T10:00:00Z'),
    });
  });

  it('a renewal after the period has ended starts anew at the approval, with a new anchor', async () => {
    test.clock.set('2026-01-31T10:00:00Z');
    const tenant = await activeTenant(test);
    test.clock.set('2026-03-05T10:00:00Z');
    const renewal = await issuePlanInvoice(test, tenant.accountId, 'starter');
    await approve(await confirmTransfer(test, tenant, renewal));
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      currentPeriodStart: new Date('2026-03-05T10:00:00Z'),
      currentPeriodEnd: new Date('2026-04-05T10:00:00Z'),
      anchorDay: 5,
    });
  });

  it('the rest of another plan lapses: the new plan starts at the approval', async () => {
    test.clock.set('2026-08-10T10:00:00Z');
    const tenant = await activeTenant(test);
    test.clock.moveDays(5);
    const other = await issuePlanInvoice(test, tenant.accountId, 'scale');
    await approve(await confirmTransfer(test, tenant, other));
    const scale = await test.prisma.plan.findUniqueOrThrow({ where: { slug: 'scale' } });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      planId: scale.id,
      currentPeriodStart: new Date('2026-08-15T10:00:00Z'),
      currentPeriodEnd: new Date('2026-09-15T10:00:00Z'),
      anchorDay: 15,
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
      creditBalance: 85_000,
    });
  });

  it('counts calendar months from the anchor day: 31 January, 28 February, 31 March, 30 April', async () => {
    test.clock.set('2027-01-31T23:59:59Z');
    const tenant = await activeTenant(test);
    const ends: (Date | null)[] = [];
    for (let month = 0; month < 3; month += 1) {
      test.clock.moveDays(20);
      const renewal = await issuePlanInvoice(test, tenant.accountId, 'starter');
      await approve(await confirmTransfer(test, tenant, renewal));
      ends.push((await test.prisma.invoice.findUniqueOrThrow({ where: { id: renewal } })).periodEnd);
    }
    const first = await test.prisma.invoice.findUniqueOrThrow({ where: { id: tenant.invoice.id } });
    expect([first.periodEnd, ...ends].map((end) => end?.toISOString())).toEqual([
      '2027-02-28T23:59:59.000Z',
      '2027-03-31T23:59:59.000Z',
      '2027-04-30T23:59:59.000Z',
      '2027-05-31T23:59:59.000Z',
    ]);
  });

  it.each([
    ['quarterly', '2026-04-30T09:30:00.000Z'],
    ['yearly', '2027-01-31T09:30:00.000Z'],
  ] as const)('a %s plan runs to the same day, or the month’s last', async (billingCycle, end) => {
    test.clock.set('2026-01-31T09:30:00Z');
    const plan = await offerPlan(test, { billingCycle, price: '75', includedCredits: 900 });
    const { paymentId, accountId, invoice } = await signUpAndConfirm(test, { planSlug: plan.slug });
    await approve(paymentId);
    const paid = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } });
    expect(paid.periodEnd?.toISOString()).toBe(end);
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      creditBalance: 900,
    });
  });

  it('several cycles on one invoice are one long period with the credits of all', async () => {
    test.clock.set('2026-01-31T09:30:00Z');
    const tenant = await signUpTenant(test);
    const invoiceId = await issuePlanInvoice(test, tenant.accountId, 'starter', 3);
    await approve(await confirmTransfer(test, tenant, invoiceId));
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } })).toMatchObject({
      periodEnd: new Date('2026-04-30T09:30:00Z'),
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
      creditBalance: 17_000,
    });
  });
});

describe('an invoice whose payment was reversed', () => {
  const reverse = (tenant: Awaited<ReturnType<typeof activeTenant>>) =>
    test.owner.sidePool.query(`
      BEGIN;
      UPDATE payments SET status = 'reversed' WHERE id = ${tenant.paymentId};
      UPDATE invoices SET status = 'pending', paid_at = NULL WHERE id = ${tenant.invoice.id};
      COMMIT`);

  it('is paid once more: it keeps the period that was written, which is not added to the subscription again', async () => {
    const tenant = await activeTenant(test);
    const read = () => test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } });
    const before = await read();
    await reverse(tenant);
    test.clock.moveDays(5);
    const again = await confirmTransfer(test, tenant, tenant.invoice.id);
    expect(await approve(again)).toEqual([{ id: again, outcome: 'approved' }]);
    expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: tenant.invoice.id } })).toMatchObject({
      status: 'paid',
      periodStart: new Date('2026-03-10T09:30:00Z'),
      periodEnd: new Date('2026-04-10T09:30:00Z'),
    });
    const { currentPeriodStart, currentPeriodEnd, anchorDay } = before;
    expect(await read()).toMatchObject({ status: 'active', currentPeriodStart, currentPeriodEnd, anchorDay });
  });

  it('gives the period back to a subscription that does not reach as far, with its anchor', async () => {
    test.clock.set('2027-01-31T09:30:00Z');
    const tenant = await activeTenant(test);
    await reverse(tenant);
    const ofAccount = { where: { accountId: tenant.accountId } };
    await test.prisma.subscription.update({
      ...ofAccount,
      data: { currentPeriodEnd: new Date('2027-02-05T09:30:00Z') },
    });
    test.clock.moveDays(5);
    await approve(await confirmTransfer(test, tenant, tenant.invoice.id));
    expect(await test.prisma.subscription.findUniqueOrThrow(ofAccount)).toMatchObject({
      status: 'active',
      currentPeriodStart: new Date('2027-01-31T09:30:00Z'),
      currentPeriodEnd: new Date('2027-02-28T09:30:00Z'),
      anchorDay: 31,
    });
  });
});
