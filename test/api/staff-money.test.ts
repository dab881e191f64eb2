import type { StaffRole } from '@prisma/client';
import { describe, expect, test } from 'vitest';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { signIn } from '../admin/office.js';
import { accountIn, signUpAndConfirm, signUpForPlan, signUpTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { post, register } from './client.js';
import { usePrograms } from './staff-program.js';

const server = useServer({ startsAt: '2026-01-31T09:30:00Z' });
const { tokens, tokenOf, ask, send } = usePrograms(server);
const approve = (id: number, body: unknown = {}, access = tokenOf('finance')) =>
  send(`/billing/admin/payments/${id}/approve`, body, access);
const reject = (id: number, body: unknown, access = tokenOf('finance')) =>
  send(`/billing/admin/payments/${id}/reject`, body, access);

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
        headers: { authorization: `Bearer ${tokenOf('finance')}`, 'content-type': 'application/json' },
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
    const adjust = (amount: unknown, access = tokenOf('finance')) =>
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
        headers: { authorization: `Bearer ${tokenOf('finance')}` },
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
    [
      '/billing/confirm-bank-transfer',
      { account_id: accountId, external_payment_id: 'FT-1', amount: '29.00', payer_name: 'Amina Khan' },
      ['superadmin', 'finance'],
    ],
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
    expect(
      (await server.fetch(`/v1${path}/`, { headers: { authorization: `Bearer ${tokenOf('finance')}` } })).status,
    ).toBe(200);
  }
});

test('after all of it every truth holds', async () => {
  expect(await verifyTruths(server)).toEqual([]);
});

async function sessionOf(role: StaffRole): Promise<{ cookie: string }> {
  return { cookie: (await signIn(server, role)).cookie };
}
