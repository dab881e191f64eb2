import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveAccountsInBulk, rejectAccountsInBulk } from '../../../src/services/accounts/act-in-bulk.js';
import { approveAccounts } from '../../../src/services/accounts/approve-accounts.js';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { previewAccountAction } from '../../../src/services/accounts/preview-account-action.js';
import { reactivateAccounts } from '../../../src/services/accounts/reactivate-accounts.js';
import { rejectAccounts } from '../../../src/services/accounts/reject-accounts.js';
import { reopenAccount } from '../../../src/services/accounts/reopen-account.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../../src/services/core/context.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { logIn } from '../../../src/services/users/log-in.js';
import { anonymousContext } from '../../support/contexts.js';
import {
  accountIn,
  activeTenant,
  confirmTransfer,
  issueOneOff,
  offerPlan,
  PASSWORD,
  signUpAndConfirm,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);
let support: Context;

beforeAll(async () => {
  support = await staff(test, 'support');
});
beforeEach(() => test.clock.set('2026-03-10T09:30:00Z'));

const accountOf = (id: number) => test.prisma.account.findUniqueOrThrow({ where: { id } });
const logInAs = (email: string) => logIn(anonymousContext(test), { email, password: PASSWORD });
const lastMail = (accountId: number) =>
  test.prisma.mail.findFirstOrThrow({ where: { accountId }, orderBy: { id: 'desc' } });

describe('approving an account', () => {
  it('starts the trial then and not at signup: three days from the approval (X-05)', async () => {
    const tenant = await accountIn(test, 'pending');
    test.clock.moveDays(5);
    await approveAccounts(support, { accountIds: [tenant.accountId], note: 'Called them' });
    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'trial',
      creditBalance: 2_000,
      trialStartedAt: new Date('2026-03-15T09:30:00Z'),
      trialExpiresAt: new Date('2026-03-18T09:30:00Z'),
      adminNotes: 'Called them',
    });
    expect(await lastMail(tenant.accountId)).toMatchObject({
      kind: 'account-approved',
      data: { credits: 2_000, mustPay: false },
    });
    expect(await logInAs(tenant.email)).toMatchObject({ id: tenant.userId });
  });

  it('starts the billing where the plan has a price', async () => {
    const plan = await offerPlan(test, { price: '50', signupPolicy: 'approval' });
    const tenant = await signUpTenant(test, { planSlug: plan.slug });
    expect(await test.prisma.invoice.count({ where: { accountId: tenant.accountId } })).toBe(0);
    await approveAccounts(support, { accountIds: [tenant.accountId] });
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'pending_payment', creditBalance: 0 });
    expect(await test.prisma.invoice.findMany({ where: { accountId: tenant.accountId } })).toMatchObject([
      { status: 'pending' },
    ]);
    expect(await lastMail(tenant.accountId)).toMatchObject({ kind: 'account-approved', data: { mustPay: true } });
  });

  it('lets its people sign in, but for those who were removed meanwhile', async () => {
    const tenant = await accountIn(test, 'pending');
    const removed = await test.prisma.user.create({
      data: {
        accountId: tenant.accountId,
        role: 'viewer',
        email: `removed-from-${tenant.accountId}@tenant.example`,
        fullName: 'Left Early',
        passwordHash: '',
        isActive: false,
        removedAt: test.clock.now(),
      },
    });
    await approveAccounts(support, { accountIds: [tenant.accountId] });
    expect(await test.prisma.user.findUniqueOrThrow({ where: { id: removed.id } })).toEqual(removed);
    expect(await logInAs(tenant.email)).toMatchObject({ id: tenant.userId, isActive: true });
  });

  it('counts once: a second approval changes no credits', async () => {
    const tenant = await accountIn(test, 'pending');
    await approveAccounts(support, { accountIds: [tenant.accountId] });
    expect(await approveAccounts(support, { accountIds: [tenant.accountId] })).toMatchObject([
      { outcome: 'already', code: 'already_trial' },
    ]);
    expect(await accountOf(tenant.accountId)).toMatchObject({ creditBalance: 2_000 });
  });

  it('many at once report every id', async () => {
    const pending = [await accountIn(test, 'pending'), await accountIn(test, 'pending')];
    const trial = await accountIn(test, 'trial');
    const rejected = await accountIn(test, 'rejected');
    const ids = [...pending, trial, rejected].map(({ accountId }) => accountId);
    const { counts, exceptions } = await approveAccountsInBulk(support, [...ids, 2_000_000_000], { note: '' });
    expect(counts).toEqual({ approved: 2, already: 1, refused: 1, missing: 1 });
    expect(exceptions.map(({ outcome }) => outcome).sort()).toEqual(['already', 'missing', 'refused']);
  });
});

describe('rejecting and re-opening an account', () => {
  it('sends the reason and says at login that it was rejected', async () => {
    const tenant = await accountIn(test, 'pending');
    await rejectAccounts(support, { accountIds: [tenant.accountId], reason: 'Not our market' });
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'rejected', rejectionReason: 'Not our market' });
    expect(await lastMail(tenant.accountId)).toMatchObject({
      kind: 'account-rejected',
      toEmail: tenant.email,
      data: { reason: 'Not our market' },
    });
    expect(await refusalOf(logInAs(tenant.email))).toMatchObject({ code: 'account_rejected' });
  });

  it('a re-opened account waits again and can be approved, with its credits once', async () => {
    const tenant = await accountIn(test, 'rejected');
    await reopenAccount(support, { accountId: tenant.accountId });
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'pending', rejectionReason: '' });
    await approveAccounts(support, { accountIds: [tenant.accountId] });
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'trial', creditBalance: 2_000 });
  });

  it('a reason is needed', async () => {
    const tenant = await accountIn(test, 'pending');
    expect(await refusalOf(rejectAccountsInBulk(support, [tenant.accountId], { reason: ' ' }))).toMatchObject({
      details: [{ path: 'reason' }],
    });
  });
});

describe('suspending and reactivating', () => {
  it('keeps the state it came from with its cause, lets people sign in, and returns to that state', async () => {
    for (const from of ['trial', 'pending_payment', 'active'] as const) {
      const tenant = await accountIn(test, from);
      await suspendAccounts(support, { accountIds: [tenant.accountId], reason: 'Chargeback', cause: 'staff' });
      expect(await accountOf(tenant.accountId)).toMatchObject({
        status: 'suspended',
        suspendedFrom: from,
        suspensionCause: 'staff',
        suspensionReason: 'Chargeback',
      });
      expect(await logInAs(tenant.email)).toMatchObject({ id: tenant.userId });
      await reactivateAccounts(support, { accountIds: [tenant.accountId] });
      expect(await accountOf(tenant.accountId)).toMatchObject({
        status: from,
        suspendedFrom: null,
        suspensionCause: null,
        suspensionReason: '',
      });
      expect(await lastMail(tenant.accountId)).toMatchObject({ kind: 'account-reactivated' });
    }
  });

  it('an account that paid its plan meanwhile returns as active', async () => {
    const tenant = await signUpAndConfirm(test);
    await suspendAccounts(support, { accountIds: [tenant.accountId], reason: 'Abuse' });
    await approvePayments(await staff(test, 'finance'), { paymentIds: [tenant.paymentId] });
    await reactivateAccounts(support, { accountIds: [tenant.accountId] });
    expect(await accountOf(tenant.accountId)).toMatchObject({ status: 'active' });
  });

  it('a cause that is none is refused', async () => {
    const tenant = await accountIn(test, 'trial');
    const attempt = suspendAccounts(support, {
      accountIds: [tenant.accountId],
      reason: 'Because',
      cause: 'boredom' as 'staff',
    });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'invalid_input', details: [{ path: 'cause' }] });
  });
});

describe('a private note', () => {
  it('is kept for staff, stands in the audit record, and an empty one erases nothing', async () => {
    const { accountId } = await accountIn(test, 'pending');
    const notes = async () => (await accountOf(accountId)).adminNotes;
    await rejectAccounts(support, { accountIds: [accountId], reason: 'Not our market', note: 'Rude on the phone' });
    expect(await notes()).toBe('Rude on the phone');
    await reopenAccount(support, { accountId });
    expect(await notes()).toBe('Rude on the phone');
    await approveAccounts(support, { accountIds: [accountId], note: 'Apologised' });
    await suspendAccounts(support, { accountIds: [accountId], reason: 'Abuse' });
    await reactivateAccounts(support, { accountIds: [accountId], note: 'Apologised twice' });
    expect(await notes()).toBe('Apologised twice');
    const entry = await test.prisma.auditEntry.findFirstOrThrow({ where: { action: 'account.reactivate', accountId } });
    expect(entry).toMatchObject({
      reason: 'Apologised twice',
      changes: { status: { before: 'suspended', after: 'trial' } },
    });
    const mails = JSON.stringify(await test.prisma.mail.findMany({ where: { accountId } }));
    expect(mails).not.toMatch(/Rude|Apologised/);
  });
});

describe('cancelling an account', () => {
  it('cancels its subscription, rejects what waits, voids what is unpaid, leaves what is paid and the credits', async () => {
    const tenant = await activeTenant(test);
    const waiting = await issueOneOff(test, tenant.accountId);
    const paymentId = await confirmTransfer(test, tenant, waiting);
    const unpaid = await issueOneOff(test, tenant.accountId);

    await cancelAccount(support, { accountId: tenant.accountId, reason: 'On request' });

    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'cancelled',
      creditBalance: 5_000,
      suspendedFrom: null,
    });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      status: 'canceled',
      canceledAt: test.clock.now(),
    });
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
      status: 'failed',
      rejectionReason: 'On request',
    });
    const invoices = await test.prisma.invoice.findMany({
      where: { accountId: tenant.accountId },
      orderBy: { id: 'asc' },
    });
    expect(invoices.map(({ id, status, voidReason }) => [id, status, voidReason])).toEqual([
      [tenant.invoice.id, 'paid', ''],
      [waiting, 'void', 'On request'],
      [unpaid, 'void', 'On request'],
    ]);
    expect(await lastMail(tenant.accountId)).toMatchObject({
      kind: 'account-cancelled',
      data: { reason: 'On request' },
    });
    expect(await refusalOf(logInAs(tenant.email))).toMatchObject({ code: 'account_cancelled' });
  });

  it('a subscription that had ended before keeps the day on which it did', async () => {
    const { accountId } = await activeTenant(test);
    const canceledAt = test.clock.now();
    await test.prisma.subscription.update({ where: { accountId }, data: { status: 'canceled', canceledAt } });
    test.clock.moveDays(30);
    await cancelAccount(support, { accountId, reason: 'On request' });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId } })).toMatchObject({ canceledAt });
  });

  it('a suspended account can be cancelled too', async () => {
    const tenant = await accountIn(test, 'suspended');
    await cancelAccount(support, { accountId: tenant.accountId, reason: 'On request' });
    expect(await accountOf(tenant.accountId)).toMatchObject({
      status: 'cancelled',
      suspendedFrom: null,
      suspensionCause: null,
    });
  });
});

describe('who may', () => {
  it.each(['finance', 'operations', 'auditor'] as const)(
    '%s may neither approve, reject, re-open nor cancel accounts',
    async (role) => {
      const colleague = await staff(test, role);
      const accountIds = [(await accountIn(test, 'pending')).accountId];
      const [accountId = 0] = accountIds;
      for (const attempt of [
        () => approveAccounts(colleague, { accountIds }),
        () => rejectAccounts(colleague, { accountIds, reason: 'No reason' }),
        () => reopenAccount(colleague, { accountId }),
        () => cancelAccount(colleague, { accountId, reason: 'No reason' }),
      ]) {
        expect(await refusalOf(attempt())).toMatchObject({ kind: 'forbidden' });
      }
    },
  );

  it('suspending is for support and finance', async () => {
    const tenant = await accountIn(test, 'trial');
    const input = { accountIds: [tenant.accountId], reason: 'Unpaid bills' };
    expect(await refusalOf(suspendAccounts(await staff(test, 'auditor'), input))).toMatchObject({ kind: 'forbidden' });
    expect(await refusalOf(suspendAccounts(tenant.ctx, input))).toMatchObject({ kind: 'forbidden' });
    expect(await suspendAccounts(await staff(test, 'finance'), input)).toMatchObject([{ outcome: 'suspended' }]);
  });
});

describe('the preview of an action', () => {
  it('says by the same rules which accounts it would move, and whose address is not verified, changing nothing', async () => {
    const [pending, verified, trial] = [
      await accountIn(test, 'pending'),
      await accountIn(test, 'pending'),
      await accountIn(test, 'trial'),
    ];
    await test.prisma.user.update({ where: { id: verified.userId }, data: { emailVerifiedAt: test.clock.now() } });
    const accountIds = [pending.accountId, verified.accountId, trial.accountId, 2_000_000_000];
    const before = await allRows(test);
    const preview = await previewAccountAction(support, { accountIds, action: 'approve' });
    expect(preview).toMatchObject({
      possibleCount: 2,
      possible: [{ id: pending.accountId, status: 'pending' }, { id: verified.accountId }],
      unverified: [{ id: pending.accountId, email: pending.email }],
      impossibleCount: 2,
    });
    expect(preview.impossible.map(({ outcome }) => outcome).sort()).toEqual(['already', 'missing']);
    expect(await allRows(test)).toEqual(before);
    const outcomes = await approveAccounts(support, { accountIds });
    expect(outcomes.filter(({ outcome }) => outcome === 'approved')).toHaveLength(preview.possibleCount);
  });

  it('is for staff', async () => {
    const { ctx, accountId } = await accountIn(test, 'trial');
    expect(await refusalOf(previewAccountAction(ctx, { accountIds: [accountId], action: 'suspend' }))).toMatchObject({
      kind: 'forbidden',
    });
  });
});
