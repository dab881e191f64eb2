import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDatabase } from '../../src/database/connect.js';
import { type Colleague, signIn } from '../admin/office.js';
import { signedIn, type Visitor } from '../api/pages/visitor.js';
import { signUpAndConfirm } from '../support/factories.js';
import { type TestServer, useServer } from '../support/http.js';
import { serveAgain, type Wishes } from './same-app.js';

const server = useServer();
const HTTPS = { baseUrl: 'https://billing.example', trustProxy: 1 };
const closings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closings) await close();
});

let boss: Colleague;
let owner: Visitor;
let secure: string;
let paymentId: number;

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  const tenant = await signUpAndConfirm(server);
  paymentId = tenant.paymentId;
  owner = await signedIn(server, tenant.email);
  secure = await serve({});
});

async function serve(wishes: Wishes): Promise<string> {
  const app = await serveAgain(server, { ...HTTPS, ...wishes });
  closings.push(() => app.close());
  return app.url;
}

type Init = RequestInit & { headers?: Record<string, string> };
type Asked = [path: string, status: number, init?: Init];

const form = (text: string) => ({ method: 'POST', body: new URLSearchParams({ email: text }) });
const json = (text: string) => ({ method: 'POST', body: text, headers: { 'content-type': 'application/json' } });
const xml = { method: 'POST', body: '<xml/>', headers: { 'content-type': 'application/xml' } };
const foreign = { method: 'POST', headers: { origin: 'https://evil.example' } };
const stranger = { headers: { cookie: '' } };
const APPROVE = '/admin/api/resources/Payment/actions/approvePayments';

const ASKED: Asked[] = [
  ...['/', '/admin', '/app', '/api/docs', '/api/openapi.json', '/api/v1/auth/plans', '/admin/api/dashboard'].map(
    (path): Asked => [path, 200],
  ),
  ...['/healthz', '/readyz', '/assets/site.css', '/admin/frontend/assets/admin.css'].map((path): Asked => [path, 200]),
  ['/admin/login', 200, stranger],
  ['/pricing', 301],
  ['/customer/contracts', 302],
  ['/app', 303, stranger],
  ['/admin', 303, stranger],
  ['/api/v1/auth/register', 400, json('{"email": ')],
  ['/login', 400, form('')],
  ['/admin/set-password', 400, form('')],
  ['/%ff', 404],
  ['/api/%ff', 404],
  [APPROVE, 400, json('[1]')],
  ['/api/v1/auth/login', 401, json('{"email": "nobody@tenant.example", "password": "x"}')],
  ['/admin/login', 401, form('')],
  ['/admin/api/dashboard', 401, stranger],
  ['/login', 403, foreign],
  ['/admin/login', 403, foreign],
  ['/api/v1/auth/logout', 403, foreign],
  ['/nothing', 404],
  ['/.env', 404],
  ['/assets/nothing.js', 404],
  ['/admin/frontend/assets/nothing.js', 404],
  ['/admin/api/nothing', 404],
  ['/ADMIN', 404],
  ['/api/nothing', 404],
  ['/api/v1/auth/plans', 405, { method: 'DELETE' }],
  ['/admin/api/resources/Payment/actions/list', 405, { method: 'POST' }],
  ['/api/v1/auth/login', 413, json(JSON.stringify({ email: 'x'.repeat(300_000) }))],
  ['/login', 413, form('x'.repeat(300_000))],
  ['/admin/login', 413, form('x'.repeat(300_000))],
  ['/api/v1/auth/login', 415, xml],
  ['/login', 415, xml],
  [APPROVE, 415, xml],
  ['/verify-email', 422, form('')],
];

it('every answer of every status tells the browser the same: what it may run, load, frame and send on', async () => {
  for (const asked of ASKED) await expectProtected(secure, asked);
  const approve = `/admin/api/resources/Payment/records/${paymentId}/approvePayment`;
  for (const status of [200, 409]) await expectProtected(secure, [approve, status, json('{}')]);
});

it('an answer that asks to wait, that tells of a bug or of a database that is away, too', async () => {
  const strict = await serve({ rateLimitScale: 0.1 });
  const wrong = { method: 'POST', body: new URLSearchParams({ email: 'guess@tenant.example', password: 'x' }) };
  for (const path of ['/login', '/admin/login', '/api/v1/auth/login']) {
    await fetch(`${strict}${path}`, { ...wrong, headers: { origin: HTTPS.baseUrl } });
    await expectProtected(strict, [path, 429, wrong]);
  }
  let isBroken = false;
  const broken = await serve({ prisma: brokenClient(() => isBroken) });
  isBroken = true;
  for (const path of ['/api/v1/auth/plans', '/', '/admin', '/admin/api/dashboard'])
    await expectProtected(broken, [path, 500]);
  const dead = connectDatabase(
    { url: 'postgresql://postgres@127.0.0.1:9/none', poolSize: 1, sidePoolSize: 1 },
    () => undefined,
  );
  closings.push(() => dead.close());
  const away = await serve({ prisma: dead.prisma, sidePool: dead.sidePool, isReady: async () => false });
  for (const path of ['/readyz', '/api/v1/auth/plans', '/', '/app', '/admin', '/admin/api/dashboard'])
    await expectProtected(away, [path, 503]);
});

async function expectProtected(url: string, [path, status, init = {}]: Asked): Promise<void> {
  const cookie = `__Host-${boss.cookie}; __Host-${owner.cookie()}`;
  const answer = await fetch(`${url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { cookie, origin: HTTPS.baseUrl, 'x-forwarded-proto': 'https', ...init.headers },
  });
  await answer.arrayBuffer();
  const where = `${init.method ?? 'GET'} ${path}`;
  expect([where, answer.status]).toEqual([where, status]);
  const { headers } = answer;
  const policy = headers.get('content-security-policy') ?? '';
  for (const part of [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ])
    expect(policy, where).toContain(part);
  expect(policy, where).toMatch(/script-src 'self' 'nonce-[\w+/=]{22,}';/);
  expect(policy.replace(/style-src [^;]*/, ''), where).not.toContain('unsafe');
  expect(headers.get('x-content-type-options'), where).toBe('nosniff');
  expect(headers.get('x-frame-options'), where).toBe('DENY');
  expect(headers.get('referrer-policy'), where).toBe('same-origin');
  expect(headers.get('strict-transport-security'), where).toMatch(/max-age=\d{7,}/);
  expect(headers.get('x-powered-by'), where).toBeNull();
  expect(headers.get('access-control-allow-origin'), where).toBeNull();
}

/** As after a mistake of ours: whatever asks for a plan, a person or a colleague throws. */
function brokenClient(isBroken: () => boolean): TestServer['prisma'] {
  return new Proxy(server.prisma, {
    get(target, name, receiver) {
      if (isBroken() && ['plan', 'user', 'staffUser'].includes(String(name))) throw new Error('a mistake of ours');
      return Reflect.get(target, name, receiver);
    },
  });
}
