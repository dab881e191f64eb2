import type { StaffRole } from '@prisma/client';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { inTransaction } from '../../src/services/core/db.js';
import { confirmBankTransfer } from '../../src/services/payments/confirm-bank-transfer.js';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { signIn } from '../admin/office.js';
import { accountIn, offerPlan, signUpAndConfirm, signUpForPlan, signUpTenant, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { get, post, register } from './client.js';

const server = useServer({ startsAt: '2026-01-31T09:30:00Z' });
const tokens = new Map<StaffRole, string>();
let finance = '';
beforeAll(async () => {
  const boss = await staff(server, 'superadmin');
  for (const role of ['superadmin', 'finance', 'support', 'operations', 'auditor'] as const)
    tokens.set(role, (await createApiToken(boss, { name: `Robot of ${role}`, role, expiresInDays: 1 })).token);
  finance = tokenOf('finance');
});

function tokenOf(role: StaffRole): string {
  return tokens.get(role) ?? '';
}

const ask = (path: string, access = finance) => get(server, `/api/v1${path}`, { access });
const send = (path: string, body: unknown = {}, access = finance, headers: Record<string, string> = {}) =>
  post(server, `/api/v1${path}`, body, { access, headers });
const approve = (id: number, body: unknown = {}, access = finance) =>
  send(`/billing/admin/payments/${id}/approve`, body, access);
const reject = (id: number, body: unknown, access = finance) =>
  send(`/billing/admin/payments/${id}/reject`, body, access);

let transfers = 0;
function transferOf(accountId: number, wishes: Record<string, unknown> = {}): Record<string, unknown> {
  transfers += 1;
  return {
    account_id: accountId,
    external_payment_id: `FT-${transfers}`,
    amount: '29.00',
    payer_name: 'Amina Khan',
    ...wishes,
  };
}
const tell = (body: Record<string, unknown>, access = finance, headers: Record<string, string> = {}) =>
  send('/billing/confirm-bank-transfer', body, access, headers);

describe('a program of staff approves and rejects', () => {
  test('an approval answers what it brought about, and says who decided (D26, D27)', async () => {
    const { paymentId, accountId } = await signUpAndConfirm(server);
    const { status, body } = await approve(paymentId, { admin_notes: 'Seen on the statement' });
    expect([status, body.message]).toEqual([200, 'Payment approved successfully. Account activated.']);
    expect(body.data).toEqual({
      payment_id: paymentId,
      account_id: accountId,
      account_status: 'active',
      subscription_status: 'active',
      credits_added: 5_000,
      total_credits: 5_000,
      approved_by: expect.stringContaining('@'),
      approved_at: '2026-01-31T09:30:00.000Z',
    });
    const entry = await server.prisma.auditEntry.findFirstOrThrow({ where: { action: 'payment.approve', accountId } });
    expect(entry).toMatchObject({ actorLabel: expect.stringContaining('token “Robot of finance”') });
    expect(await server.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
      adminNotes: 'Seen on the statement',
    });
    const again = await approve(paymentId);
    expect([again.status, again.body.code]).toEqual([409, 'already_approved']);
  });

  test('a rejection takes its reason from admin_notes only where there is no other (D28, X-15)', async () => {
    const [bare, both, none] = [
      await signUpAndConfirm(server),
      await signUpAndConfirm(server),
      await signUpAndConfirm(server),
    ];
    const first = await reject(bare.paymentId, { admin_notes: 'Transaction reference not found' });
    expect(first.body.data).toMatchObject({
      payment_id: bare.paymentId,
      status: 'failed',
      rejection_reason: 'Transaction reference not found',
      approved_at: '2026-01-31T09:30:00.000Z',
      reviewed_at: '2026-01-31T09:30:00.000Z',
    });
    await reject(both.paymentId, { reason: 'The amount is missing', admin_notes: 'Smells' });
    const rows = await server.prisma.payment.findMany({
      where: { id: { in: [bare.paymentId, both.paymentId] } },
      orderBy: { id: 'asc' },
      select: { rejectionReason: true, adminNotes: true },
    });
    expect(rows).toEqual([
      { rejectionReason: 'Transaction reference not found', adminNotes: '' },
      { rejectionReason: 'The amount is missing', adminNotes: 'Smells' },
    ]);
    for (const [body, path] of [
      [{}, 'admin_notes'],
      [{ reason: ' ' }, 'reason'],
    ] as const) {
      const refused = await reject(none.paymentId, body);
      expect([refused.status, refused.body.details[0]?.path]).toEqual([400, path]);
    }
  });

  test('a payment that does not exist is 404, whatever the address writes', async () => {
    expect((await approve(2_000_000_000)).status).toBe(404);
    expect((await send('/billing/admin/payments/1e3/approve')).status).toBe(404);
    expect((await reject(2_000_000_000, { reason: 'Not there' })).status).toBe(404);
  });

  test('of a program and a colleague who decide at the same moment one wins', async () => {
    const { paymentId, accountId } = await signUpAndConfirm(server);
    const session = await sessionOf('finance');
    const answers = await race(server.baseUrl, [
      ...Array.from({ length: 5 }, () => ({
        method: 'POST',
        path: `/api/v1/billing/admin/payments/${paymentId}/approve`,
        headers: { authorization: `Bearer ${finance}`, 'content-type': 'application/json' },
        body: '{}',
      })),
      ...Array.from({ length: 5 }, () => ({
        method: 'POST',
        path: `/admin/api/resources/Payment/records/${paymentId}/approvePayment`,
        headers: { ...session, 'content-type': 'application/json', origin: server.baseUrl },
        body: '{}',
      })),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await server.prisma.creditTransaction.count({ where: { accountId } })).toBe(1);
  });
});

describe('a transfer that arrived', () => {
  test('is logged once it is kept, and not when the commit fails (E38)', async () => {
    const { accountId } = await signUpForPlan(server);
    const log = vi.spyOn(server.installation.logger, 'info');
    const ctx = await staff(server, 'finance');
    const done = inTransaction(ctx, async (tx) => {
      await confirmBankTransfer(tx, { accountId, externalPaymentId: 'FT-lost', amount: '29.00', payerName: 'Amina' });
      throw new Error('the connection broke');
    });
    await expect(done).rejects.toThrow('the connection broke');
    expect(log).not.toHaveBeenCalledWith(expect.anything(), 'bank transfer confirmed');
    await confirmBankTransfer(ctx, { accountId, externalPaymentId: 'FT-kept', amount: '29.00', payerName: 'Amina' });
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ reference: 'FT-kept' }), 'bank transfer confirmed');
  });

  test('pays the oldest unpaid plan invoice of its amount, and ledger and log tell of it (E28, E33 to E35, E38)', async () => {
    const { accountId, invoice } = await signUpForPlan(server);
    const log = vi.spyOn(server.installation.logger, 'info');
    const { status, body } = await tell(
      transferOf(accountId, { external_payment_id: 'FT-42', proof_url: 'https://x' }),
    );
    expect([status, body.message]).toEqual([200, 'Bank transfer confirmed successfully']);
    expect(body.data).toMatchObject({
      account_id: accountId,
      invoice_id: invoice.id,
      status: 'active',
      subscription_status: 'active',
      credits: 5_000,
      credits_added: 5_000,
      period_start: '2026-01-31T09:30:00.000Z',
      // A calendar month with its anchor day clamped (X-18).
      period_end: '2026-02-28T09:30:00.000Z',
    });
    const entry = await server.prisma.creditTransaction.findFirstOrThrow({ where: { accountId } });
    expect(entry).toMatchObject({
      transactionType: 'subscription',
      description: 'Bank transfer payment confirmed: FT-42',
      metadata: {
        external_payment_id: 'FT-42',
        amount: '29.00',
        payer_name: 'Amina Khan',
        proof_url: 'https://x',
        period_months: 1,
        confirmed_by: expect.stringContaining('Robot of finance'),
      },
    });
    const method = await server.prisma.accountPaymentMethod.findFirst({ where: { accountId, isDefault: true } });
    expect(method?.type).toBe('bank_transfer');
    const told = { accountId, reference: 'FT-42', amount: '29.00', credits: 5_000 };
    expect(log).toHaveBeenCalledWith(told, 'bank transfer confirmed');
  });

  test('adds credits to those there are, and months to those that run (X-17, X-18)', async () => {
    const { accountId } = await signUpForPlan(server);
    await tell(transferOf(accountId));
    const { body } = await tell(transferOf(accountId, { amount: '87.00', period_months: 3 }));
    expect(body.data).toMatchObject({
      credits: 20_000,
      credits_added: 15_000,
      period_start: '2026-01-31T09:30:00.000Z',
      period_end: '2026-05-31T09:30:00.000Z',
    });
  });

  test('for more months takes the place of the unpaid invoice', async () => {
    const { accountId, invoice, subscriptionId } = await withSubscription();
    const { account_id: _, ...byId } = transferOf(accountId, { amount: '58.00', period_months: 2 });
    const { status, body } = await tell({ ...byId, subscription_id: subscriptionId });
    expect([status, body.data.account_id]).toEqual([200, accountId]);
    expect(await server.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } })).toMatchObject({
      status: 'void',
    });
  });

  test('told twice pays once, in whichever spelling; with its Idempotency-Key it is answered the same', async () => {
    const { accountId } = await signUpForPlan(server);
    const body = transferOf(accountId, { external_payment_id: 'FT-9-TWICE' });
    const key = { 'idempotency-key': 'transfer-9' };
    const first = await tell(body, finance, key);
    expect((await tell(body, finance, key)).body.data).toEqual(first.body.data);
    for (const repeat of [{}, { external_payment_id: 'ft\u00a09 tw\u00adice' }, { amount: '30.00' }]) {
      const again = await tell({ ...body, ...repeat });
      expect([again.status, again.body.code]).toEqual([409, 'transfer_confirmed_already']);
    }
    expect(await server.prisma.invoice.count({ where: { accountId } })).toBe(1);
  });

  test('told twenty times at the same moment pays once', async () => {
    const { accountId } = await signUpForPlan(server);
    const body = JSON.stringify(transferOf(accountId));
    const answers = await race(
      server.baseUrl,
      Array.from({ length: 20 }, () => ({
        method: 'POST',
        path: '/api/v1/billing/confirm-bank-transfer',
        headers: { authorization: `Bearer ${finance}`, 'content-type': 'application/json' },
        body,
      })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    expect(await server.prisma.payment.count({ where: { accountId } })).toBe(1);
    const signsOnly = transferOf(accountId, { external_payment_id: '---' });
    expect([(await tell(signsOnly)).status, (await tell(signsOnly)).status]).toEqual([200, 409]);
  });

  test('waits while the tenant’s own confirmation is in review (X-12)', async () => {
    const { accountId, paymentId } = await signUpAndConfirm(server);
    const { status, body } = await tell(transferOf(accountId));
    expect([status, body.code]).toEqual([409, 'confirmation_pending']);
    expect(body.error).toContain(String(paymentId));
  });

  test('of another amount buys nothing, and leaves everything as it was', async () => {
    const { accountId } = await signUpForPlan(server);
    for (const wishes of [{ amount: '28.99' }, { amount: '29.01', period_months: 2 }, { amount: '0' }]) {
      const { status, body } = await tell(transferOf(accountId, wishes));
      expect([wishes, status, body.code]).toEqual([wishes, 400, 'amount_mismatch']);
      expect(body.error).toMatch(/invoice INV-\d+-202601-0001 is over/);
    }
    const { body: halves } = await tell(transferOf(accountId, { amount: '29.001' }));
    expect([halves.code, halves.error]).toEqual(['amount_mismatch', expect.stringContaining('is over 29.001 USD')]);
    const free = await signUpTenant(server);
    const mismatch = await tell(transferOf(free.accountId));
    expect([mismatch.status, mismatch.body.code]).toEqual([400, 'amount_mismatch']);
    expect(mismatch.body.error).toContain('costs nothing');
    expect(await server.prisma.payment.count({ where: { accountId: { in: [accountId, free.accountId] } } })).toBe(0);
  });

  test('needs its id, amount, payer and whose it is; unknown ones are 404 (E29 to E31)', async () => {
    const { accountId } = await signUpForPlan(server);
    const whole = transferOf(accountId);
    for (const [missing, sentence] of [
      ['external_payment_id', "Please give the transfer's own id."],
      ['amount', 'Please enter the amount as text, like "29.00".'],
      ['payer_name', 'Please say who paid.'],
    ] as const) {
      const { status, body } = await tell({ ...whole, [missing]: undefined });
      expect([missing, status, body.details[0]?.path, body.error]).toEqual([missing, 400, missing, sentence]);
    }
    const nobody = await tell({ ...whole, account_id: undefined });
    expect([nobody.status, nobody.body.error]).toEqual([400, expect.stringContaining('account_id or subscription_id')]);
    const other = await withSubscription();
    for (const [wishes, code] of [
      [{ account_id: 2_000_000_000 }, 'account_not_found'],
      [{ subscription_id: 2_000_000_000 }, 'subscription_not_found'],
      [{ subscription_id: other.subscriptionId }, 'subscription_not_found'],
      [{ account_id: (await accountIn(server, 'pending')).accountId }, 'plan_not_found'],
    ] as const) {
      const { status, body } = await tell({ ...whole, ...wishes });
      expect([code, status, body.code]).toEqual([code, 404, code]);
    }
  });

  test('for a plan sold by the quarter comes in quarters', async () => {
    const plan = await offerPlan(server, { billingCycle: 'quarterly', price: '60', includedCredits: 300 });
    const { accountId } = await signUpForPlan(server, { planSlug: plan.slug });
    const odd = await tell(transferOf(accountId, { amount: '80.00', period_months: 4 }));
    expect([odd.status, odd.body.details[0]?.path]).toEqual([400, 'period_months']);
    const { body } = await tell(transferOf(accountId, { amount: '120.00', period_months: 6 }));
    expect(body.data).toMatchObject({ credits_added: 600, period_end: '2026-07-31T09:30:00.000Z' });
  });

  test('for more credits than an account can hold is refused with a sentence', async () => {
    const plan = await offerPlan(server, { price: '10', includedCredits: 1_500_000_000 });
    const { accountId } = await signUpForPlan(server, { planSlug: plan.slug });
    const { status, body } = await tell(transferOf(accountId, { amount: '20.00', period_months: 2 }));
    expect([status, body.code, body.details[0]?.path]).toEqual([400, 'balance_too_high', 'period_months']);
    expect(await server.prisma.invoice.count({ where: { accountId, status: 'pending' } })).toBe(1);
  });

  test('for an account that is shut out is refused, and nothing is written', async () => {
    const { accountId } = await signUpForPlan(server);
    await cancelAccount(await staff(server, 'support'), { accountId, reason: 'Closed their business' });
    const { status, body } = await tell(transferOf(accountId));
    expect([status, body.code]).toEqual([409, 'account_not_payable']);
    expect(await server.prisma.payment.count({ where: { accountId } })).toBe(0);
  });
});

describe('a program of staff looks after clients', () => {
  test('lists who waits, lets them in or turns them away (A19 to A21)', async () => {
    const [wanted, unwanted] = [await accountIn(server, 'pending'), await accountIn(server, 'pending')];
    const support = tokenOf('support');
    const { body } = await ask('/admin/pending-clients', support);
    expect(body.data.map(({ id }) => id)).toEqual(expect.arrayContaining([unwanted.accountId, wanted.accountId]));
    expect(body.data[0]).toMatchObject({ status: 'pending', user_email: unwanted.email, email_verified: false });
    const approved = await send(`/admin/clients/${wanted.accountId}/approve`, {}, support);
    expect(approved.body.data).toMatchObject({ client_id: wanted.accountId, account_status: 'trial' });
    const rejected = await send(`/admin/clients/${unwanted.accountId}/reject`, { reason: 'Not our market' }, support);
    expect(rejected.body.data).toMatchObject({ account_status: 'rejected' });
    expect((await ask('/admin/pending-clients', support)).body.data.map(({ id }) => id)).not.toContain(
      wanted.accountId,
    );
    expect((await send(`/admin/clients/${wanted.accountId}/approve`, {}, support)).status).toBe(409);
    expect((await send(`/admin/clients/${wanted.accountId}/reject`, {}, support)).status).toBe(400);
    expect((await send('/admin/clients/2000000000/approve', {}, support)).status).toBe(404);
  });

  test('pages through customers, users and payments to their end, each once, by state if wanted (B26, B30, B31, C75)', async () => {
    for (const [path, count] of [
      ['/admin/customers', await server.prisma.account.count()],
      ['/admin/customers?status=active', await server.prisma.account.count({ where: { status: 'active' } })],
      ['/admin/users', await server.prisma.user.count({ where: { removedAt: null } })],
      ['/billing/admin/payments', await server.prisma.payment.count()],
      ['/billing/admin/pending_payments', await server.prisma.payment.count({ where: { status: 'pending_approval' } })],
    ] as const) {
      const seen: number[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await ask(`${path}${path.includes('?') ? '&' : '?'}limit=5${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.data.map(({ id }) => id));
        cursor = body.next_cursor;
      }
      expect([path, seen.length, new Set(seen).size]).toEqual([path, count, count]);
      expect([...seen].sort((a, b) => b - a)).toEqual(seen);
    }
    for (const junk of ['status=gone', 'limit=0', 'cursor=x', 'cursor=9999999999', 'account_id=x', 'account_id=9e99']) {
      const { status, body } = await ask(`/billing/admin/payments?${junk}`);
      expect([junk, status]).toEqual([junk, 400]);
      expect(body.error).toMatch(/^(Please|There is no)/);
    }
  });

  test('adds and takes credits of a user’s account (B27)', async () => {
    const { userId, accountId } = await signUpTenant(server);
    const adjust = (amount: unknown, access = finance) =>
      send(`/admin/users/${userId}/adjust-credits`, { amount, reason: 'Goodwill' }, access);
    expect((await adjust(250)).body.data).toEqual({
      user_id: userId,
      account_id: accountId,
      amount: 250,
      credits: 2_250,
    });
    expect((await adjust(-3_000)).body.code).toBe('balance_too_low');
    for (const amount of [0, 1.5, '1.5', '1e3', '', 'x', null])
      expect([amount, (await adjust(amount)).status]).toEqual([amount, 400]);
    expect((await send('/admin/users/2000000000/adjust-credits', { amount: 1, reason: 'Goodwill' })).status).toBe(404);
    const { body } = await ask(`/admin/users?account_id=${accountId}`);
    expect(body.data).toMatchObject([{ id: userId, credits: 2_250 }]);
  });

  test('may send a form, whose numbers are text', async () => {
    const { userId, accountId } = await signUpTenant(server);
    const sendForm = async (path: string, fields: Record<string, string>) => {
      const answer = await fetch(`${server.baseUrl}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${finance}` },
        body: new URLSearchParams(fields),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const adjusted = await sendForm(`/admin/users/${userId}/adjust-credits`, { amount: '-60', reason: 'Goodwill' });
    expect([adjusted.status, adjusted.body.data?.credits]).toEqual([200, 1_940]);
    const { accountId: payer } = await signUpForPlan(server);
    const told = await sendForm('/billing/confirm-bank-transfer', {
      account_id: String(payer),
      external_payment_id: 'FT-form',
      amount: '87.00',
      payer_name: 'Amina Khan',
      period_months: '3',
    });
    expect([told.status, told.body.data?.credits]).toEqual([200, 15_000]);
    expect(accountId).not.toBe(payer);
  });

  test('sees totals and usage that add up (B25)', async () => {
    const { body } = await ask('/admin/billing/stats');
    const received = await server.prisma.payment.aggregate({ where: { status: 'succeeded' }, _sum: { amount: true } });
    const held = await server.prisma.account.aggregate({ _sum: { creditBalance: true } });
    const waiting = await server.prisma.payment.count({ where: { status: 'pending_approval' } });
    expect(body.data).toMatchObject({
      received_this_month: [{ currency: 'USD', amount: received._sum.amount?.toFixed(2) }],
      payments_in_review: [{ currency: 'USD', count: waiting }],
      credits_held: held._sum.creditBalance,
      month_start: '2026-01-01T00:00:00.000Z',
    });
  });
});

test('each role of a token may what the same role may by hand, and a tenant or a cookie nothing', async () => {
  const { paymentId } = await signUpAndConfirm(server);
  const pending = await accountIn(server, 'pending');
  const { userId, accountId } = await signUpTenant(server);
  const doors: [string, unknown, StaffRole[]][] = [
    [`/billing/admin/payments/${paymentId}/reject`, { reason: 'x' }, ['superadmin', 'finance']],
    ['/billing/admin/payments/2000000000/approve', {}, ['superadmin', 'finance']],
    ['/billing/confirm-bank-transfer', transferOf(accountId), ['superadmin', 'finance']],
    [`/admin/users/${userId}/adjust-credits`, { amount: -2_000_000, reason: 'Take' }, ['superadmin', 'finance']],
    ['/admin/clients/2000000000/approve', {}, ['superadmin', 'support']],
    [`/admin/clients/${pending.accountId}/reject`, { reason: 'Never' }, ['superadmin', 'support']],
  ];
  const tenant = await register(server);
  const session = await sessionOf('superadmin');
  for (const [path, body, allowed] of doors) {
    for (const [role, access] of tokens) {
      const { status } = await send(path, body, access);
      if (allowed.includes(role)) expect([path, role, status]).not.toEqual([path, role, 403]);
      else expect([path, role, status]).toEqual([path, role, path.endsWith('/reject') && status === 400 ? 400 : 403]);
    }
    expect([path, (await send(path, body, tenant.access)).status]).toEqual([path, 403]);
    const byCookie = await post(server, `/api/v1${path}`, body, { headers: { ...session, origin: server.baseUrl } });
    expect([path, byCookie.status]).toEqual([path, 401]);
  }
  for (const path of ['/admin/customers', '/admin/users', '/billing/admin/payments', '/admin/billing/stats']) {
    for (const access of tokens.values()) expect([path, (await ask(path, access)).status]).toEqual([path, 200]);
    expect([path, (await ask(path, tenant.access)).status]).toEqual([path, 403]);
    expect((await server.fetch(`/v1${path}/`, { headers: { authorization: `Bearer ${finance}` } })).status).toBe(200);
  }
});

test('after all of it every truth holds', async () => {
  expect(await verifyTruths(server)).toEqual([]);
});

async function sessionOf(role: StaffRole): Promise<{ cookie: string }> {
  return { cookie: (await signIn(server, role)).cookie };
}

async function withSubscription() {
  const tenant = await signUpForPlan(server);
  const subscription = await server.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } });
  return { ...tenant, subscriptionId: subscription.id };
}
