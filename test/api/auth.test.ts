import { expect, test } from 'vitest';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import { staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { get, newEmail, PASSWORD, post, register } from './client.js';

const server = useServer();

test('login answers tokens and the person with their account (E41)', async () => {
  const { email, accountId } = await register(server, { full_name: 'Amina Khan' });
  const { status, body } = await post(server, '/api/v1/auth/login/', {
    email: email.toUpperCase(),
    password: PASSWORD,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    success: true,
    data: {
      access: expect.any(String),
      refresh: expect.any(String),
      user: {
        email,
        full_name: 'Amina Khan',
        role: 'owner',
        account: { id: accountId, status: 'trial', credits: 2000, plan: 'free-trial' },
      },
    },
  });
});

test('a wrong password and an unknown address get the same answer', async () => {
  const { email } = await register(server);
  const wrong = await post(server, '/api/v1/auth/login', { email, password: 'wrong' });
  const unknown = await post(server, '/api/v1/auth/login', { email: newEmail(), password: 'wrong' });
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
  expect([unknown.status, unknown.body.code, unknown.body.error]).toEqual([
    401,
    'invalid_credentials',
    wrong.body.error,
  ]);
});

test('without a token, or with a foreign one, nobody is signed in', async () => {
  const { refresh } = await register(server);
  for (const access of [undefined, 'nonsense', 'a b', refresh]) {
    const answer = await get(server, '/api/v1/auth/me', access === undefined ? {} : { access });
    expect([answer.status, answer.body.code]).toEqual([401, 'not_signed_in']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
});

test('an access token serves fifteen minutes', async () => {
  const { access } = await register(server);
  server.clock.moveMinutes(14);
  expect((await get(server, '/api/v1/auth/me', { access })).status).toBe(200);
  server.clock.moveMinutes(2);
  expect((await get(server, '/api/v1/auth/me', { access })).status).toBe(401);
});

test('refreshing gives a new pair, and the old refresh token ends', async () => {
  const first = await register(server);
  const second = await post(server, '/api/v1/auth/refresh/', { refresh: first.refresh });
  expect(second.status).toBe(200);
  expect(second.body.data.refresh).not.toBe(first.refresh);
  expect((await get(server, '/api/v1/auth/me', { access: second.body.data.access })).status).toBe(200);
});

test('a refresh token presented twice ends the whole session', async () => {
  const first = await register(server);
  const second = await post(server, '/api/v1/auth/refresh', { refresh: first.refresh });
  const stolen = await post(server, '/api/v1/auth/refresh', { refresh: first.refresh });
  expect([stolen.status, stolen.body.code]).toEqual([401, 'token_invalid']);
  expect((await post(server, '/api/v1/auth/refresh', { refresh: second.body.data.refresh })).status).toBe(401);
  expect((await get(server, '/api/v1/auth/me', { access: second.body.data.access })).status).toBe(401);
});

test('of ten programs that refresh one token at the same moment at most one gets a pair', async () => {
  const { refresh } = await register(server);
  const answers = await race(
    server.baseUrl,
    Array.from({ length: 10 }, () => ({ path: '/api/v1/auth/refresh', body: { refresh } })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
});

test('a refresh token serves thirty days', async () => {
  const { refresh } = await register(server);
  server.clock.moveDays(31);
  expect((await post(server, '/api/v1/auth/refresh', { refresh })).status).toBe(401);
});

test('logout ends both tokens, named by either', async () => {
  const one = await register(server);
  expect((await post(server, '/api/v1/auth/logout/', { refresh: one.refresh })).body.success).toBe(true);
  expect((await get(server, '/api/v1/auth/me', { access: one.access })).status).toBe(401);
  const other = await register(server);
  expect((await post(server, '/api/v1/auth/logout', {}, { access: other.access })).status).toBe(200);
  expect((await post(server, '/api/v1/auth/refresh', { refresh: other.refresh })).status).toBe(401);
  expect((await post(server, '/api/v1/auth/logout', {})).status).toBe(401);
});

test('a suspended tenant sees and pays bills, a cancelled one is told so at the door (E18)', async () => {
  const tenant = await register(server);
  await suspendAccounts(await staff(server, 'superadmin'), {
    accountIds: [tenant.accountId],
    reason: 'Unpaid since May',
  });
  const me = await get(server, '/api/v1/auth/me', { access: tenant.access });
  expect([me.status, me.body.data.account.status]).toEqual([200, 'suspended']);
  expect((await get(server, '/api/v1/billing/invoices', { access: tenant.access })).status).toBe(200);
  await cancelAccount(await staff(server, 'superadmin'), { accountId: tenant.accountId, reason: 'Asked for it' });
  expect((await get(server, '/api/v1/auth/me', { access: tenant.access })).status).toBe(401);
  const login = await post(server, '/api/v1/auth/login', { email: tenant.email, password: PASSWORD });
  expect([login.status, login.body.code, login.body.error]).toEqual([
    403,
    'account_cancelled',
    'Account is cancelled. Please contact support.',
  ]);
});

test('asking for a new password answers the same for everybody, and mails only who exists', async () => {
  const { email } = await register(server);
  const stranger = newEmail();
  const known = await post(server, '/api/v1/auth/password/forgot/', { email });
  const unknown = await post(server, '/api/v1/auth/password/forgot', { email: stranger });
  expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
  expect(await server.prisma.mail.count({ where: { kind: 'password-reset', toEmail: email } })).toBe(1);
  expect(await server.prisma.mail.count({ where: { toEmail: stranger } })).toBe(0);
});

test('the mailed link sets a new password once, and ends every session', async () => {
  const { email, access } = await register(server);
  await post(server, '/api/v1/auth/password/forgot', { email });
  const token = await mailedToken(email, 'password-reset');
  const reset = { token, password: 'A-new-Pass456', password_confirm: 'A-new-Pass456' };
  const differ = await post(server, '/api/v1/auth/password/reset', { ...reset, password_confirm: 'other' });
  expect([differ.status, differ.body.details[0]?.path]).toEqual([400, 'password_confirm']);
  expect((await post(server, '/api/v1/auth/password/reset', reset)).status).toBe(200);
  expect((await get(server, '/api/v1/auth/me', { access })).status).toBe(401);
  expect((await post(server, '/api/v1/auth/login', { email, password: 'A-new-Pass456' })).status).toBe(200);
  const again = await post(server, '/api/v1/auth/password/reset', reset);
  expect([again.status, again.body.code]).toEqual([422, 'token_invalid']);
});

test('the mailed link verifies the address', async () => {
  const { email, access } = await register(server);
  expect((await get(server, '/api/v1/auth/me', { access })).body.data.email_verified).toBe(false);
  const token = await mailedToken(email, 'verify-email');
  expect((await post(server, '/api/v1/auth/verify-email', { token })).status).toBe(200);
  expect((await get(server, '/api/v1/auth/me', { access })).body.data.email_verified).toBe(true);
  expect((await post(server, '/api/v1/auth/verify-email', { token: 'nonsense' })).body.code).toBe('token_invalid');
});

async function mailedToken(email: string, kind: string): Promise<string> {
  const mail = await server.prisma.mail.findFirstOrThrow({ where: { toEmail: email, kind }, orderBy: { id: 'desc' } });
  const link = server.installation.secrets.open(mail.secret ?? '');
  return new URL(link, server.baseUrl).searchParams.get('token') ?? '';
}
