import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { API_ROUTES } from '../../src/api/routes.js';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { draftedContract, sendDraft, signNext } from '../support/contract-factories.js';
import { accountIn, signUpAndConfirm, signUpForPlan, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { get, newEmail, PASSWORD, post, register } from './client.js';

const server = useServer();

interface Operation {
  operationId: string;
  security: unknown[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { example?: Record<string, unknown> }> };
  responses: Record<string, { content: Record<string, { example?: unknown }>; headers?: Record<string, unknown> }>;
}

interface Document {
  components: { securitySchemes: Record<string, unknown> };
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
}

async function readDocument(): Promise<Document> {
  return (await server.fetch('/api/openapi.json')).json();
}

test('the document keeps the rules of OpenAPI 3.1', async () => {
  const document = await readDocument();
  const result = await new Validator().validate({ ...document });
  expect(result).toEqual({ valid: true });
  expect(document.openapi).toBe('3.1.0');
  expect(document.servers).toEqual([{ url: server.baseUrl }]);
});

test('where a key is taken, the answer to the same key with another body is told, too', async () => {
  const operations = Object.values((await readDocument()).paths).flatMap((path) => Object.values(path));
  const keyed = operations.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'Idempotency-Key'));
  expect(keyed.length).toBeGreaterThan(5);
  expect(keyed.filter(({ responses }) => responses['409'] === undefined)).toEqual([]);
});

test('it lists every route of the contract once, under the path written there', async () => {
  const { paths } = await readDocument();
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(listed.sort()).toEqual(
    [
      'POST /api/v1/auth/register',
      'POST /api/v1/auth/verify-email',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/refresh',
      'POST /api/v1/auth/logout',
      'POST /api/v1/auth/password/forgot',
      'POST /api/v1/auth/password/reset',
      'GET /api/v1/auth/me',
      'GET /api/v1/auth/plans',
      'GET /api/v1/billing/payment-methods',
      'POST /api/v1/billing/payments/confirm',
      'GET /api/v1/billing/invoices',
      'GET /api/v1/billing/invoices/{id}',
      'GET /api/v1/billing/payments',
      'GET /api/v1/billing/transactions',
      'GET /api/v1/billing/transactions/balance',
      'GET /api/v1/billing/invoices/{id}/pdf',
      'GET /api/v1/customer/contracts',
      'GET /api/v1/customer/contracts/{id}',
      'GET /api/v1/customer/contracts/{id}/pdf',
      'POST /api/v1/customer/contracts/{id}/sign',
      'GET /api/v1/customer/billing',
      'GET /api/v1/customer/profile',
      'PATCH /api/v1/customer/profile',
      'GET /api/v1/admin/pending-clients',
      'POST /api/v1/admin/clients/{id}/approve',
      'POST /api/v1/admin/clients/{id}/reject',
      'GET /api/v1/admin/customers',
      'GET /api/v1/billing/admin/payments',
      'GET /api/v1/billing/admin/pending_payments',
      'POST /api/v1/billing/admin/payments/{id}/approve',
      'POST /api/v1/billing/admin/payments/{id}/reject',
      'POST /api/v1/billing/confirm-bank-transfer',
      'GET /api/v1/admin/users',
      'POST /api/v1/admin/users/{id}/adjust-credits',
      'GET /api/v1/admin/billing/stats',
      'POST /api/v1/admin/contracts/{id}/enable-billing',
      'POST /api/v1/admin/contracts/{id}/line-items',
    ].sort(),
  );
});

test('every documented path answers, and says 401 to strangers where it says that it does', async () => {
  const { paths } = await readDocument();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { security, responses }] of Object.entries(methods)) {
      const address = path.replace('{id}', '1');
      const { status } = await server.fetch(address, {
        method: method.toUpperCase(),
        ...(method === 'get' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      expect([path, String(status) in responses]).toEqual([path, true]);
      if (security.length > 0) expect([path, status]).toEqual([path, 401]);
    }
  }
});

test.each(API_ROUTES.map((route) => [route.name, route] as const))(
  'the example of %s is what its schemas say',
  (_name, route) => {
    const { body, query, answer } = route.examples;
    if (route.body !== undefined) expect(route.body.safeParse(body).error).toBeUndefined();
    if (route.query !== undefined) expect(route.query.safeParse(query).error).toBeUndefined();
    if (route.sends !== undefined) return;
    // Moments leave as text: the schema of the answer is asked with them as it gets them.
    expect(route.answer.safeParse(withMoments(answer)).error).toBeUndefined();
  },
);

test('the examples work when they are sent, and are answered in the shape shown', async () => {
  const { paths } = await readDocument();
  const sent = (path: string) => paths[path]?.post?.requestBody?.content['application/json']?.example ?? {};
  const shown = (path: string, method: string, status: string) =>
    paths[path]?.[method]?.responses[status]?.content['application/json']?.example;

  const registered = await post(server, '/api/v1/auth/register', sent('/api/v1/auth/register'));
  expect(registered.status).toBe(201);
  expect(shapeOf(registered.body)).toEqual(shapeOf(shown('/api/v1/auth/register', 'post', '201')));
  const { access, invoice } = registered.body.data;

  const loggedIn = await post(server, '/api/v1/auth/login', sent('/api/v1/auth/login'));
  expect(shapeOf(loggedIn.body)).toEqual(shapeOf(shown('/api/v1/auth/login', 'post', '200')));

  const confirm = '/api/v1/billing/payments/confirm';
  const confirmed = await post(server, confirm, { ...sent(confirm), invoice_id: invoice.id }, { access });
  expect(confirmed.status).toBe(201);
  expect(shapeOf(confirmed.body)).toEqual(shapeOf(shown(confirm, 'post', '201')));

  const forgot = '/api/v1/auth/password/forgot';
  expect((await post(server, forgot, sent(forgot))).body).toEqual(shown(forgot, 'post', '200'));

  const reads = [
    'auth/me',
    'auth/plans',
    'billing/invoices',
    'billing/invoices/{id}',
    'billing/payments',
    'billing/transactions/balance',
  ];
  for (const path of reads.map((read) => `/api/v1/${read}`)) {
    const answer = await get(server, path.replace('{id}', String(invoice.id)), { access });
    expect([path, answer.status]).toEqual([path, 200]);
    expect([path, keysOf(answer.body)]).toEqual([path, keysOf(shown(path, 'get', '200'))]);
  }

  const refresh = '/api/v1/auth/refresh';
  const refreshed = await post(server, refresh, { ...sent(refresh), refresh: loggedIn.body.data.refresh });
  expect(shapeOf(refreshed.body)).toEqual(shapeOf(shown(refresh, 'post', '200')));
  const logout = '/api/v1/auth/logout';
  expect((await post(server, logout, { refresh: refreshed.body.data.refresh })).body).toEqual(
    shown(logout, 'post', '200'),
  );
});

test('the examples of contracts work too, for the account and for a program of staff', async () => {
  const { paths } = await readDocument();
  const tenant = await register(server);
  const drafted = await draftedContract(server, tenant);
  const { token } = await createApiToken(await staff(server, 'superadmin'), {
    name: 'ERP',
    role: 'finance',
    expiresInDays: 1,
  });
  const send = async (route: string, access: string) => {
    const [path = '', operation] = [`/api/v1${route}`, paths[`/api/v1${route}`]?.post];
    const json = operation?.requestBody?.content['application/json']?.example ?? {};
    const body = 'document_sha256' in json ? { ...json, document_sha256: await newestHash(drafted.versionId) } : json;
    const answer = await post(server, path.replace('{id}', String(drafted.contractId)), body, { access });
    const shown = operation?.responses[String(answer.status)]?.content['application/json']?.example;
    expect([route, shapeOf(answer.body)]).toEqual([route, shapeOf(shown)]);
  };
  const read = async (route: string) => {
    const answer = await get(server, `/api/v1${route}`.replace('{id}', String(drafted.contractId)), tenant);
    const shown = paths[`/api/v1${route}`]?.get?.responses['200']?.content['application/json']?.example;
    expect([route, allKeysOf(answer.body)]).toEqual([route, allKeysOf(shown)]);
  };
  await send('/admin/contracts/{id}/line-items', token);
  await sendDraft(server, drafted.versionId);
  await read('/customer/contracts');
  await read('/customer/contracts/{id}');
  await send('/customer/contracts/{id}/sign', tenant.access);
  await signNext(server, drafted.versionId);
  await send('/admin/contracts/{id}/enable-billing', token);
  await read('/customer/billing');
});

test('the examples of the door for programs of staff work when they are sent', async () => {
  const { paths } = await readDocument();
  const { token: access } = await createApiToken(await staff(server, 'superadmin'), {
    name: 'Robot',
    role: 'superadmin',
    expiresInDays: 1,
  });
  const answerOf = (route: string, method: string, status: number) =>
    paths[`/api/v1${route}`]?.[method]?.responses[String(status)]?.content['application/json']?.example;
  const send = async (route: string, id: number, wishes: object = {}) => {
    const json = paths[`/api/v1${route}`]?.post?.requestBody?.content['application/json']?.example ?? {};
    const path = `/api/v1${route}`.replace('{id}', String(id));
    const answer = await post(server, path, { ...json, ...wishes }, { access });
    expect([route, shapeOf(answer.body)]).toEqual([route, shapeOf(answerOf(route, 'post', answer.status))]);
  };
  const read = async (route: string, query = '') => {
    const answer = await get(server, `/api/v1${route}${query}`, { access });
    expect([route, allKeysOf(answer.body)]).toEqual([route, allKeysOf(answerOf(route, 'get', 200))]);
  };
  const [wanted, unwanted] = [await accountIn(server, 'pending'), await accountIn(server, 'pending')];
  await read('/admin/pending-clients');
  await send('/admin/clients/{id}/approve', wanted.accountId);
  await send('/admin/clients/{id}/reject', unwanted.accountId);
  const [good, bad] = [await signUpAndConfirm(server), await signUpAndConfirm(server)];
  await read('/billing/admin/pending_payments');
  await read('/admin/billing/stats');
  await send('/billing/admin/payments/{id}/approve', good.paymentId);
  await send('/billing/admin/payments/{id}/reject', bad.paymentId);
  await read('/billing/admin/payments');
  const payer = await signUpForPlan(server);
  await send('/billing/confirm-bank-transfer', 0, { account_id: payer.accountId });
  await send('/admin/users/{id}/adjust-credits', payer.userId);
  await read('/admin/users');
  await read('/admin/customers', '?status=active');
});

test('a file is documented as one, and each door by its own key', async () => {
  const { paths, components } = await readDocument();
  const pdf = paths['/api/v1/billing/invoices/{id}/pdf']?.get;
  expect(Object.keys(pdf?.responses['200']?.content ?? {})).toEqual(['application/pdf']);
  expect(Object.keys(pdf?.responses['200']?.headers ?? {})).toEqual(['Content-Disposition', 'ETag']);
  expect(Object.keys(components.securitySchemes)).toEqual(['bearer', 'staffToken']);
  // The paths of the requirements, whoever they are for: the table of routes decides, not how an address reads.
  const ofStaff = /^\/api\/v1\/(admin|billing\/admin|billing\/confirm-bank-transfer)/;
  for (const [path, methods] of Object.entries(paths))
    for (const { security } of Object.values(methods))
      expect([path, security]).toEqual([
        path,
        ofStaff.test(path) ? [{ staffToken: [] }] : security.length === 0 ? [] : [{ bearer: [] }],
      ]);
});

async function newestHash(versionId: number): Promise<string | null> {
  return (await server.prisma.contractVersion.findUniqueOrThrow({ where: { id: versionId } })).documentSha256;
}

/** The names of all fields, inner ones too; of a list those of its first row. */
function allKeysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return allKeysOf(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    MAYBE_NOTHING.has(key) ? [`${path}.${key}`] : [`${path}.${key}`, ...allKeysOf(inner, `${path}.${key}`)],
  );
}

/** An object or a list that may be absent. */
const MAYBE_NOTHING = new Set(['next_invoice', 'pdf', 'outstanding', 'overdue']);

test('people read the same on a page that needs no script and no other host', async () => {
  const answer = await server.fetch('/api/docs');
  const html = await answer.text();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const { paths } = await readDocument();
  for (const path of Object.keys(paths)) expect(html).toContain(`<code>${path}</code>`);
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(html).toContain('/api/openapi.json');
});

test('the page of the documentation greets who is signed in', async () => {
  const email = newEmail();
  await register(server, { email });
  const login = await server.fetch('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.baseUrl },
    body: new URLSearchParams({ email, password: PASSWORD }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const html = await (await server.fetch('/api/docs', { headers: { cookie } })).text();
  expect(html).toContain(email);
});

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function withMoments(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return MOMENT.test(value) && name !== 'snapshot_date' ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((inner) => withMoments(inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withMoments(inner, key)]));
}

/** The names and the kinds of values, without the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'anything' : typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, NULLABLE.has(key) ? 'anything' : shapeOf(inner)]),
  );
}

const NULLABLE = new Set(['trial_expires_at', 'username', 'next_invoice']);

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return keysOf(value[0]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...(key === 'data' ? keysOf(inner) : [])]);
}
