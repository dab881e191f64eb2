import { expect, test } from 'vitest';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { confirmation, get, newEmail, PASSWORD, post, register, type Tenant } from './client.js';

// Behind one trusted proxy each test speaks from addresses of its own.
const server = useServer({ rateLimitScale: 1, trustProxy: 1 });

function from(address: string): { headers: Record<string, string> } {
  return { headers: { 'x-forwarded-for': address } };
}

async function tenantFrom(address: string, wishes: Record<string, unknown> = {}): Promise<Tenant> {
  const email = newEmail();
  const { body } = await post(server, '/api/v1/auth/register', { email, password: PASSWORD, ...wishes }, from(address));
  const { access, refresh, account_id: accountId, user_id: userId, invoice } = body.data;
  return { email, access, refresh, accountId, userId, invoice };
}

function expectTooMany(
  answer: { status: number; headers: Headers; body: { code: string } },
  atMostSeconds: number,
): void {
  expect([answer.status, answer.body.code]).toEqual([429, 'too_many_requests']);
  const retryAfter = Number(answer.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(atMostSeconds);
}

/** As if everybody whom this limit knows by now had been counted so often. */
async function countedAlready(limit: 'api' | 'signup' | 'confirm', points: number): Promise<void> {
  const { rowCount } = await server.sidePool.query('UPDATE rate_limits SET points = $1 WHERE key LIKE $2', [
    points,
    `${limit}:%`,
  ]);
  expect(rowCount).toBeGreaterThan(0);
}

test('ten failed logins close the door for that e-mail from that address, and for nobody else', async () => {
  const { email } = await tenantFrom('198.51.100.1');
  const attempt = (password: string, address: string, who = email) =>
    post(server, '/api/v1/auth/login', { email: who, password }, from(address));
  for (let count = 0; count < 10; count++) expect((await attempt('wrong', '198.51.100.2')).status).toBe(401);
  expectTooMany(await attempt(PASSWORD, '198.51.100.2'), 900);
  expectTooMany(await attempt(PASSWORD, '198.51.100.2', ` ${email.toUpperCase()}`), 900);
  expect((await attempt(PASSWORD, '198.51.100.3')).status).toBe(200);
  const other = await tenantFrom('198.51.100.1');
  expect((await attempt(PASSWORD, '198.51.100.2', other.email)).status).toBe(200);
});

test('logins that succeed are not counted, and a success forgets the failures before it', async () => {
  const { email } = await tenantFrom('198.51.100.5');
  const attempt = (password: string) => post(server, '/api/v1/auth/login', { email, password }, from('198.51.100.5'));
  for (let round = 0; round < 2; round++) {
    for (let count = 0; count < 9; count++) expect((await attempt('wrong')).status).toBe(401);
    expect((await attempt(PASSWORD)).status).toBe(200);
  }
  for (let count = 0; count < 12; count++) expect((await attempt(PASSWORD)).status).toBe(200);
});

test('a burst of guesses at the same moment is counted too', async () => {
  const { email } = await tenantFrom('198.51.100.7');
  const answers = await race(
    server.baseUrl,
    Array.from({ length: 25 }, () => ({
      path: '/api/v1/auth/login',
      headers: { 'x-forwarded-for': '198.51.100.7' },
      body: { email, password: 'wrong' },
    })),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
});

test('addresses of one IPv6 network count as one caller', async () => {
  const email = newEmail();
  const attempt = (address: string) => post(server, '/api/v1/auth/login', { email, password: 'wrong' }, from(address));
  for (let count = 0; count < 10; count++) {
    expect((await attempt(`2001:db8:1:2:${count}::${count + 1}`)).status).toBe(401);
  }
  expectTooMany(await attempt('2001:db8:1:2:ffff::1'), 900);
  expect((await attempt('2001:db8:1:3::1')).status).toBe(401);
});

test('asking for a new password is limited whether or not the address exists', async () => {
  const { email } = await tenantFrom('198.51.100.9');
  for (const address of [email, newEmail()]) {
    const ask = () => post(server, '/api/v1/auth/password/forgot', { email: address }, from('198.51.100.9'));
    for (let count = 0; count < 10; count++) expect((await ask()).status).toBe(200);
    expectTooMany(await ask(), 900);
  }
});

test('guessed reset links are limited', async () => {
  const guess = () =>
    post(server, '/api/v1/auth/password/reset', { token: 'guess', password: PASSWORD }, from('198.51.100.10'));
  for (let count = 0; count < 10; count++) expect((await guess()).status).toBe(422);
  expectTooMany(await guess(), 900);
});

test('an address signs up a hundred times an hour', async () => {
  const signUp = () => post(server, '/api/v1/auth/register', { email: 'no address' }, from('198.51.100.20'));
  expect((await signUp()).status).toBe(400);
  await countedAlready('signup', 99);
  expect((await signUp()).status).toBe(400);
  expectTooMany(await signUp(), 3_600);
  expect(
    (await post(server, '/api/v1/auth/register', { email: newEmail(), password: PASSWORD }, from('198.51.100.21')))
      .status,
  ).toBe(201);
});

test('an account confirms sixty times an hour, from wherever', async () => {
  const { access, invoice } = await tenantFrom('198.51.100.30', { plan_slug: 'starter' });
  const confirm = (count: number) =>
    post(server, '/api/v1/billing/payments/confirm', confirmation(invoice.id, { amount: '1.00' }), {
      access,
      ...from(`203.0.113.${count}`),
    });
  expect((await confirm(1)).status).toBe(400);
  await countedAlready('confirm', 59);
  expect((await confirm(2)).status).toBe(400);
  expectTooMany(await confirm(3), 3_600);
  const other = await tenantFrom('198.51.100.31', { plan_slug: 'starter' });
  const allowed = await post(server, '/api/v1/billing/payments/confirm', confirmation(other.invoice.id), {
    access: other.access,
    ...from('203.0.113.99'),
  });
  expect(allowed.status).toBe(201);
});

test('other calls are limited to 600 a minute, strangers by address and tenants by account', async () => {
  const { access } = await tenantFrom('198.51.100.40');
  const asStranger = () => get(server, '/api/v1/auth/me', from('198.51.100.40'));
  const asTenant = () => get(server, '/api/v1/auth/me', { access, ...from('198.51.100.40') });
  expect((await asStranger()).status).toBe(401);
  await countedAlready('api', 599);
  expect((await asStranger()).status).toBe(401);
  expectTooMany(await asStranger(), 60);
  expect((await asTenant()).status).toBe(200);
  expect((await get(server, '/api/v1/auth/me', from('198.51.100.41'))).status).toBe(401);
});

test('a program of staff is limited by its token, from wherever it calls', async () => {
  const boss = await staff(server, 'superadmin');
  const tokenNamed = async (name: string) =>
    (await createApiToken(boss, { name, role: 'finance', expiresInDays: 1 })).token;
  const [busy, other] = [await tokenNamed('Busy'), await tokenNamed('Other')];
  // Counted, and refused before the database is asked about it.
  const call = (access: string, address: string) =>
    post(server, '/api/v1/admin/contracts/999999/enable-billing', {}, { access, ...from(address) });
  expect((await call(busy, '203.0.113.1')).status).toBe(400);
  await countedAlready('api', 599);
  expect((await call(busy, '203.0.113.2')).status).toBe(400);
  expectTooMany(await call(busy, '203.0.113.200'), 60);
  expect((await call(other, '203.0.113.200')).status).toBe(400);
});

test('an address that the caller makes up is not believed beyond the trusted proxy', async () => {
  const email = newEmail();
  for (let count = 0; count < 10; count++) {
    const forged = from(`192.0.2.${count}, 198.51.100.50`);
    expect((await post(server, '/api/v1/auth/login', { email, password: 'wrong' }, forged)).status).toBe(401);
  }
  expectTooMany(
    await post(server, '/api/v1/auth/login', { email, password: 'wrong' }, from('192.0.2.99, 198.51.100.50')),
    900,
  );
});

test('while the database cannot count, the process counts by itself', async () => {
  const { email } = await register(server);
  const attempt = () => post(server, '/api/v1/auth/login', { email, password: 'wrong' }, from('198.51.100.60'));
  await server.owner.prisma.$executeRaw`ALTER TABLE rate_limits RENAME TO rate_limits_away`;
  try {
    for (let count = 0; count < 10; count++) expect((await attempt()).status).toBe(401);
    expectTooMany(await attempt(), 900);
  } finally {
    await server.owner.prisma.$executeRaw`ALTER TABLE rate_limits_away RENAME TO rate_limits`;
  }
});
