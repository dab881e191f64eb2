import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cookieOf, hire, STAFF_PASSWORD, signIn } from '../admin/office.js';
import { newEmail, PASSWORD, register } from '../api/client.js';
import { useServer } from '../support/http.js';
import { serveAgain } from './same-app.js';

/** The real one, watched: how long a machine that is busy takes for it tells a test nothing, that it is done does. */
const verify = vi.hoisted(() => vi.fn<(stored: string, password: string) => Promise<boolean>>());
vi.mock('@node-rs/argon2', async (importOriginal) => {
  const original = await importOriginal<typeof import('@node-rs/argon2')>();
  verify.mockImplementation((stored, password) => original.verify(stored, password));
  return { ...original, verify };
});

const sleeps = vi.hoisted(() => [] as number[]);
vi.mock('node:timers/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:timers/promises')>();
  const setTimeout: typeof original.setTimeout = (milliseconds, ...more) => {
    sleeps.push(milliseconds ?? 0);
    return original.setTimeout(milliseconds, ...more);
  };
  return { ...original, setTimeout };
});

/** Three failures instead of ten. Nobody stands before it: what a caller says of its own address counts for nothing. */
const server = useServer({ rateLimitScale: 0.3 });
/** The same installation, as it stands behind one proxy of ours that names each caller's address. */
let proxied: Awaited<ReturnType<typeof serveAgain>>;
/** And with a hundredth of the limits, to reach the large ones. */
let strict: Awaited<ReturnType<typeof serveAgain>>;

beforeAll(async () => {
  proxied = await serveAgain(server, { rateLimitScale: 0.3, trustProxy: 1 });
  strict = await serveAgain(server, { rateLimitScale: 0.01, trustProxy: 1 });
});
afterAll(async () => {
  await proxied.close();
  await strict.close();
});

const FAILURES = 3;
const FORMS = {
  tenant: { path: '/login', wrong: 401, right: '/app' },
  staff: { path: '/admin/login', wrong: 401, right: '/admin' },
} as const;

type Side = keyof typeof FORMS;

async function send(url: string, path: string, fields: Record<string, string>, forwarded?: string): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }) },
    body: new URLSearchParams(fields),
  });
}

async function somebody(side: Side): Promise<{ email: string; password: string }> {
  if (side === 'staff') return { email: (await hire(server, 'support')).email, password: STAFF_PASSWORD };
  return { email: (await register(server)).email, password: PASSWORD };
}

const SIDES: Side[] = ['tenant', 'staff'];

it.each(SIDES)('who makes up an address for each guess is still one guesser, at the door of the %s', async (side) => {
  const { email, password } = await somebody(side);
  const { path, wrong } = FORMS[side];
  for (let guess = 0; guess < FAILURES; guess++) {
    const answer = await send(server.baseUrl, path, { email, password: 'wrong' }, `198.51.100.${guess}`);
    expect(answer.status).toBe(wrong);
  }
  expect((await send(server.baseUrl, path, { email, password }, '198.51.100.99')).status).toBe(429);
});

it.each(SIDES)('who has a whole network of IPv6 addresses is one guesser, at the door of the %s', async (side) => {
  const { email } = await somebody(side);
  const { path, wrong } = FORMS[side];
  const guess = (address: string) => send(proxied.url, path, { email, password: 'wrong' }, address);
  for (let count = 0; count < FAILURES; count++) expect((await guess(`2001:db8:7:7::${count + 1}`)).status).toBe(wrong);
  expect((await guess('2001:db8:7:7:ffff::1')).status).toBe(429);
});

it.each(SIDES)(
  'whom somebody locks out by guessing signs in from elsewhere all the same, at the door of the %s',
  async (side) => {
    const { email, password } = await somebody(side);
    const { path, right } = FORMS[side];
    for (let count = 0; count <= FAILURES; count++)
      await send(proxied.url, path, { email, password: 'wrong' }, '203.0.113.66');
    expect((await send(proxied.url, path, { email, password }, '203.0.113.66')).status).toBe(429);
    const own = await send(proxied.url, path, { email, password }, '203.0.113.7');
    expect([own.status, own.headers.get('location')]).toEqual([303, right]);
  },
);

it.each(SIDES)(
  'one password tried for everybody there is ends at a number of attempts, too, at the door of the %s',
  async (side) => {
    const { path, wrong } = FORMS[side];
    const address = side === 'tenant' ? '203.0.113.80' : '203.0.113.81';
    const attempt = () => send(strict.url, path, { email: newEmail(), password: 'Summer2026!' }, address);
    const statuses: number[] = [];
    for (let count = 0; count < 7; count++) statuses.push((await attempt()).status);
    expect(statuses).toEqual([...Array(6).fill(wrong), 429]);
    expect((await send(strict.url, path, { email: newEmail(), password: 'x' }, '203.0.113.82')).status).toBe(wrong);
  },
);

it('an own account frees nobody from that count: neither its cookie nor its token', async () => {
  const { email, access } = await register(server);
  const cookie = cookieOf(await send(strict.url, '/login', { email, password: PASSWORD }, '203.0.113.83'));
  const asTenant = (path: string, headers: Record<string, string>, body: string | URLSearchParams) =>
    fetch(`${strict.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: strict.url, 'x-forwarded-for': '203.0.113.84', ...headers },
      body,
    });
  const guess = () => ({ email: newEmail(), password: 'Summer2026!' });
  const byCookie = () => asTenant('/login', { cookie }, new URLSearchParams(guess()));
  const byToken = () =>
    asTenant(
      '/api/v1/auth/login',
      { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
      JSON.stringify(guess()),
    );
  const statuses: number[] = [];
  for (const attempt of [byCookie, byToken, byCookie, byToken, byCookie, byToken, byCookie, byToken])
    statuses.push((await attempt()).status);
  expect(statuses).toEqual([...Array(6).fill(401), 429, 429]);
});

it('who copied the cookie of a colleague does not guess the password behind it', async () => {
  const { cookie } = await signIn(server, 'finance');
  const guess = (password: string) =>
    server.fetch('/admin/api/pages/login', {
      method: 'POST',
      headers: { cookie, origin: server.baseUrl, 'content-type': 'application/json' },
      body: JSON.stringify({
        current_password: password,
        password: 'a new password',
        password_confirm: 'a new password',
      }),
    });
  for (let count = 0; count < FAILURES; count++) expect((await guess('wrong')).status).toBe(400);
  const refused = await guess(STAFF_PASSWORD);
  expect([refused.status, (await refused.json()).code]).toEqual([429, 'too_many_requests']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

it('what a proxy hands on is an address, or the proxy itself is the caller', async () => {
  const ask = (forwarded: string) =>
    fetch(`${strict.url}/api/v1/auth/me`, { headers: { 'x-forwarded-for': forwarded } });
  // A port behind it is no new caller, and neither is nonsense: six questions a minute in all.
  const statuses: number[] = [];
  for (const named of ['1', '22', '333']) statuses.push((await ask(`192.0.2.9:${named}`)).status);
  for (const named of ['192.0.2.9', '[::ffff:192.0.2.9]:4', '192.0.2.9:5', '192.0.2.9:6'])
    statuses.push((await ask(named)).status);
  expect(statuses).toEqual([...Array(6).fill(401), 429]);
  for (let count = 0; count < 7; count++) await fetch(`${strict.url}/api/v1/auth/me`);
  for (const named of ['unknown', '_hidden', "' OR 1=1", '999.1.1.1', 'a'.repeat(500), '<b>', 'evil.example'])
    expect([named, (await ask(named)).status]).toEqual([named, 429]);
});

it.each(SIDES)(
  'a wrong password costs the same slow work for somebody as for nobody, at the door of the %s',
  async (side) => {
    const { email } = await somebody(side);
    const { path, wrong } = FORMS[side];
    for (const address of [email, newEmail(), ` ${email.toUpperCase()}`, 'no address']) {
      verify.mockClear();
      expect((await send(server.baseUrl, path, { email: address, password: 'wrong' })).status).toBe(wrong);
      expect(verify.mock.calls.map(([stored]) => stored.split('$').slice(0, 4))).toEqual([
        ['', 'argon2id', 'v=19', 'm=19456,t=2,p=1'],
      ]);
    }
  },
);

it.each([
  ['tenant', '/forgot-password'],
  ['staff', '/admin/forgot-password'],
  ['tenant', '/api/v1/auth/password/forgot'],
] as const)(
  'a link for a new password takes as long to ask for nobody as for somebody: for a %s at %s',
  async (side, path) => {
    const { email } = await somebody(side);
    for (const address of [email, newEmail(), email, newEmail()]) {
      sleeps.length = 0;
      const began = performance.now();
      expect((await send(server.baseUrl, path, { email: address })).status).toBeLessThan(400);
      const took = performance.now() - began;
      // What is left of the beat is slept, whoever it was; without it nobody would be answered in a few milliseconds.
      expect(sleeps).toEqual([expect.any(Number)]);
      expect([took >= 95, (sleeps[0] ?? 0) <= 100]).toEqual([true, true]);
    }
  },
);
