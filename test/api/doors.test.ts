import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import pino from 'pino';
import { afterAll, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.js';
import { connectDatabase } from '../../src/database/connect.js';
import { useServer } from '../support/http.js';
import { confirmation, get, newEmail, PASSWORD, post, register } from './client.js';

const server = useServer();

/** Signs in as a browser does, by the login page, and returns its cookie. */
async function browserCookie(email: string): Promise<string> {
  const answer = await server.fetch('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.baseUrl },
    body: new URLSearchParams({ email, password: PASSWORD }),
  });
  expect(answer.status).toBe(303);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('a browser session may read the API and act through our own pages only', async () => {
  const { email, invoice } = await register(server, { plan_slug: 'starter' });
  const cookie = await browserCookie(email);
  expect((await get(server, '/api/v1/auth/me', { headers: { cookie } })).body.data.email).toBe(email);
  const confirm = (headers: Record<string, string>) =>
    post(server, '/api/v1/billing/payments/confirm', confirmation(invoice.id), { headers: { cookie, ...headers } });
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: server.baseUrl },
  ]) {
    const refused = await confirm(headers as Record<string, string>);
    expect([headers, refused.status, refused.body.code]).toEqual([headers, 403, 'cross_site']);
  }
  const bearerInName = await confirm({ origin: 'https://evil.example', authorization: 'x' });
  expect([bearerInName.status, bearerInName.body.code]).toEqual([401, 'not_signed_in']);
  expect((await confirm({ origin: server.baseUrl, 'sec-fetch-site': 'same-origin' })).status).toBe(201);
});

test("a bearer token counts, whoever's cookie comes along", async () => {
  const [cookieOwner, bearer] = [await register(server), await register(server)];
  const cookie = await browserCookie(cookieOwner.email);
  const me = await get(server, '/api/v1/auth/me', { access: bearer.access, headers: { cookie } });
  expect(me.body.data.email).toBe(bearer.email);
  expect((await get(server, '/api/v1/auth/me', { access: 'ended', headers: { cookie } })).status).toBe(401);
});

test('a session ends with the password that opened it', async () => {
  const { email } = await register(server);
  const cookie = await browserCookie(email);
  await server.prisma.user.updateMany({ where: { email }, data: { sessionEpoch: { increment: 1 } } });
  expect((await get(server, '/api/v1/auth/me', { headers: { cookie } })).status).toBe(401);
});

test('every answer carries the headers that keep browsers from being used against people', async () => {
  for (const path of ['/', '/api/v1/auth/plans', '/api/docs', '/nothing', '/api/nothing']) {
    const { headers } = await server.fetch(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect([path, headers.get('x-powered-by')]).toEqual([path, null]);
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]+'/);
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  }
  const [one, other] = await Promise.all([server.fetch('/'), server.fetch('/')]);
  expect(one.headers.get('content-security-policy')).not.toBe(other.headers.get('content-security-policy'));
});

test('answers of the API are not kept by anybody on the way', async () => {
  const { headers } = await server.fetch('/api/v1/auth/plans');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('large answers are compressed', async () => {
  const { headers } = await server.fetch('/api/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
  expect(headers.get('content-encoding')).toBe('gzip');
});

test('behind https the cookie is secure, and browsers are told to stay there', async () => {
  const away = await startAway({ baseUrl: 'https://billing.example', trustProxy: 1 });
  const { headers } = await fetch(`${away.baseUrl}/`);
  expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  const { email } = await register(server);
  const answer = await fetch(`${away.baseUrl}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://billing.example',
      'x-forwarded-proto': 'https',
    },
    body: new URLSearchParams({ email, password: PASSWORD }),
  });
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-countersign\.sid=.*; HttpOnly; Secure; SameSite=Lax/);
});

test('while the process is stopping it says that it takes no more work', async () => {
  const away = await startAway({ isReady: async () => false });
  expect((await fetch(`${away.baseUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${away.baseUrl}/healthz`)).status).toBe(200);
});

test('without its database the API answers 503 in its envelope, and no text of the database', async () => {
  const url = 'postgresql://postgres@127.0.0.1:9/none';
  const dead = connectDatabase({ url, poolSize: 1, sidePoolSize: 1 }, () => undefined);
  const away = await startAway({
    prisma: dead.prisma,
    sidePool: dead.sidePool,
    isReady: async () => Promise.reject(new Error('down')),
  });
  expect((await fetch(`${away.baseUrl}/readyz`)).status).toBe(503);
  const requests = [
    fetch(`${away.baseUrl}/api/v1/auth/plans`),
    fetch(`${away.baseUrl}/api/v1/auth/me`, { headers: { authorization: 'Bearer some-token' } }),
    fetch(`${away.baseUrl}/api/v1/auth/me`, { headers: { cookie: await signedCookie() } }),
    fetch(`${away.baseUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: newEmail(), password: PASSWORD }),
    }),
  ];
  for (const answer of await Promise.all(requests)) {
    const body = await answer.json();
    expect([answer.url, answer.status, body.code]).toEqual([answer.url, 503, 'database_unavailable']);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(body)).not.toMatch(/prisma|postgres|ECONN|127\.0\.0\.1/i);
  }
  const page = await fetch(`${away.baseUrl}/`, { headers: { accept: 'text/html', cookie: await signedCookie() } });
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  await dead.close();
});

test('a bug is answered with its request id and nothing else, and logged under it', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => lines.push(line) });
  let isBroken = false;
  const broken = new Proxy(server.prisma, {
    get(target, name, receiver) {
      if (isBroken && name === 'plan') throw new Error('a secret detail of the inside');
      return Reflect.get(target, name, receiver);
    },
  });
  const away = await startAway({ prisma: broken, log });
  isBroken = true;
  const answer = await fetch(`${away.baseUrl}/api/v1/auth/plans`);
  const body = await answer.json();
  expect(answer.status).toBe(500);
  expect(Object.keys(body)).toEqual(['success', 'error', 'code', 'request_id']);
  expect([body.code, body.request_id]).toEqual(['internal_error', answer.headers.get('x-request-id')]);
  expect(JSON.stringify(body)).not.toContain('secret detail');
  const logged = lines.find((line) => line.includes('a secret detail of the inside'));
  expect(JSON.parse(logged ?? '{}').requestId).toBe(body.request_id);
});

test('neither password nor token nor cookie is written to the log', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) });
  const away = await startAway({ log });
  const { email } = await register(server);
  await fetch(`${away.baseUrl}/api/v1/auth/login`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: 'countersign.sid=a-cookie-value',
      authorization: 'Bearer a-bearer-token',
    },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  await fetch(`${away.baseUrl}/verify-email?token=a-mailed-token`);
  // A request is logged once it is over, which may be a moment after its answer arrived.
  await vi.waitFor(() => expect(lines.join('')).toContain('/verify-email'));
  const text = lines.join('');
  expect(text).toContain('/api/v1/auth/login');
  for (const secret of [PASSWORD, 'a-cookie-value', 'a-bearer-token', 'a-mailed-token'])
    expect(text).not.toContain(secret);
});

const closings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closings) await close();
});

interface Wishes {
  baseUrl?: string;
  prisma?: typeof server.prisma;
  sidePool?: pg.Pool;
  trustProxy?: number;
  log?: pino.Logger;
  isReady?: () => Promise<boolean>;
}

/** The same app, put together otherwise. */
async function startAway(wishes: Wishes): Promise<{ baseUrl: string }> {
  const { prisma = server.prisma, sidePool = server.sidePool, log = pino({ level: 'silent' }) } = wishes;
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const app = await createApp({
    installation: { ...server.installation, prisma, baseUrl: wishes.baseUrl ?? address },
    clock: server.clock,
    sidePool,
    sessionSecret: 'a session secret that only the tests use',
    rateLimitScale: 1_000,
    trustProxy: wishes.trustProxy ?? 0,
    log,
    isReady: wishes.isReady ?? (async () => true),
  });
  http.on('request', app);
  closings.push(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  return { baseUrl: address };
}

/** A cookie that the server takes for its own, so that it asks the store. */
async function signedCookie(): Promise<string> {
  const { email } = await register(server);
  return browserCookie(email);
}
