import { beforeAll, expect, it } from 'vitest';
import { type Colleague, signIn } from '../admin/office.js';
import { confirmation, get, PASSWORD, register, type Tenant } from '../api/client.js';
import { newVisitor, type Visitor } from '../api/pages/visitor.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';

const server = useServer();
const NOBODYS = 2_000_000_000;
const CONFIRM = '/api/v1/billing/payments/confirm';
let tenant: Tenant;
let visitor: Visitor;
let boss: Colleague;

beforeAll(async () => {
  tenant = await register(server, { plan_slug: 'starter' });
  visitor = newVisitor(server);
  await visitor.post('/login', { email: tenant.email, password: PASSWORD });
  boss = await signIn(server, 'superadmin');
});

async function sendJson(path: string, body: string): Promise<{ status: number; code: string }> {
  const isOffice = path.startsWith('/admin');
  const answer = await server.fetch(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: server.baseUrl,
      ...(isOffice ? { cookie: boss.cookie } : { authorization: `Bearer ${tenant.access}` }),
    },
    body,
  });
  const { code = '' } = (await answer.json()) as { code?: string };
  return { status: answer.status, code };
}

const deep = (depth: number, open: string, close: string) => `{"note": ${open.repeat(depth)}1${close.repeat(depth)}}`;

it.each([
  ['forty brackets deep', deep(40, '[', ']'), 400, 'malformed_json'],
  ['a hundred thousand brackets deep', deep(100_000, '[', ']'), 400, 'malformed_json'],
  ['twenty thousand objects deep', deep(20_000, '{"a":', '}'), 400, 'malformed_json'],
  ['open without end', `{"note": ${'['.repeat(200_000)}`, 400, 'malformed_json'],
  ['NUL in a name', '{"a\\u0000b": "x", "note": "x\\u0000"}', 400, 'invalid_input'],
  ['half a character deep inside', '{"note": [{"deeper": ["\\udc00"]}]}', 400, 'invalid_input'],
  ['larger than it may be', `{"note": "${'x'.repeat(2_200_000)}"}`, 413, 'too_large'],
])('JSON that is %s is refused at both doors, and the server lives on', async (_what, body, status, code) => {
  for (const path of [CONFIRM, '/admin/api/resources/Payment/actions/approvePayments'])
    expect([path, await sendJson(path, body)]).toEqual([path, { status, code }]);
  expect((await server.fetch('/healthz')).status).toBe(200);
});

const NUMBERS = [
  '1e400',
  '-1e400',
  '2147483648',
  '9007199254740993',
  '1.5',
  '-1',
  '0',
  '1e-400',
  '"0x10"',
  '"１"',
  '[1]',
];

it('a number beyond its column, or none at all, names no row and no amount, at either door', async () => {
  const before = await businessRows();
  for (const number of NUMBERS) {
    const confirm = JSON.stringify(confirmation(1)).replace('"invoice_id":1', `"invoice_id":${number}`);
    expect([number, await sendJson(CONFIRM, confirm)]).toEqual([number, { status: 400, code: 'invalid_input' }]);
    const credits = `{"amount": ${number.replace('-1', '0.5')}, "reason": "A hostile number"}`;
    const adjust = `/admin/api/resources/Account/records/${tenant.accountId}/adjustCredits`;
    expect([number, (await sendJson(adjust, credits)).status]).toEqual([number, 400]);
    const bulk = await sendJson('/admin/api/resources/Payment/actions/approvePayments', `{"recordIds": [${number}]}`);
    expect([200, 400]).toContain(bulk.status);
  }
  expect(await businessRows()).toEqual(before);
});

it('of a name that is said twice the last value counts, wherever it is looked at', async () => {
  const { access, invoice, accountId } = await register(server, { plan_slug: 'starter' });
  const said = (first: string, last: string) =>
    `{"invoice_id": ${invoice.id}, "payment_method": "bank_transfer", "manual_reference": "BT-twice", "amount": "${first}", "amount": "${last}"}`;
  const send = (body: string) =>
    server.fetch(CONFIRM, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${access}` },
      body,
    });
  expect((await send(said('29.00', '1.00'))).status).toBe(400);
  expect((await send(said('1.00', '29.00'))).status).toBe(201);
  const payment = await server.prisma.payment.findFirstOrThrow({ where: { accountId } });
  expect(payment.amount.toFixed(2)).toBe('29.00');
});

const NAMES = ['__proto__', 'constructor', 'prototype', '__defineGetter__', 'toString', 'hasOwnProperty'];

it.each(NAMES)('the name %s changes nothing in any kind of body or address', async (name) => {
  const poison = `{"${name}": {"polluted": "yes", "prototype": {"polluted": "yes"}}, "recordIds": [${NOBODYS}]}`;
  const form = new FormData();
  for (const field of [name, `${name}[polluted]`, `${name}.polluted`]) form.append(field, 'yes');
  const asked = await Promise.all([
    sendJson(CONFIRM, poison),
    sendJson('/admin/api/resources/Payment/actions/approvePayments', poison),
    visitor.post('/app/plan', { [name]: 'yes', [`${name}[polluted]`]: 'yes', [`${name}.polluted`]: 'yes' }),
    visitor.get(`/app?${name}[polluted]=yes&${name}.polluted=yes&${name}=yes`),
    get(server, `/api/v1/billing/invoices?${name}[polluted]=yes&${name}=yes`, { access: tenant.access }),
    boss.get(`/resources/Payment/actions/list?filters.${name}=yes&sortBy=${name}&after=${name}`),
    boss.get(`/resources/Payment/actions/list?filters.${name}.polluted=yes&filters.${name}~~from=1`),
    boss.post('/resources/Payment/actions/approvePayments', form),
  ]);
  expect(asked.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
  expect([
    ({} as Record<string, unknown>).polluted,
    Object.getOwnPropertyNames(Object.prototype).includes('polluted'),
  ]).toEqual([undefined, false]);
});

it.each([
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), 'application/json'],
  ['an overlong slash', Buffer.from([0x61, 0x3d, 0xc0, 0xaf]), 'application/x-www-form-urlencoded'],
  ['half a surrogate', Buffer.from([0x61, 0x3d, 0xed, 0xa0, 0x80]), 'application/x-www-form-urlencoded'],
])('refused before anybody reads it: %s', async (_what, body, type) => {
  const answer = await server.fetch('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(body),
  });
  expect([answer.status, (await answer.json()).code]).toEqual([400, 'malformed_text']);
});

const WORDS = [
  "1' OR '1'='1",
  '1; DROP TABLE payments--',
  '{"gt":0}',
  '1e3',
  '0',
  '-5',
  '99999999999',
  '%00',
  '\\',
  'null',
  '１２',
  ' 7',
];

it.each(WORDS)('the cursor %s is no way into a list, of the API or of a page', async (word) => {
  const lists = ['billing/invoices', 'billing/payments', 'billing/transactions', 'customer/contracts'];
  const cursor = encodeURIComponent(word);
  const answers = await Promise.all(
    lists.map((list) => get(server, `/api/v1/${list}?cursor=${cursor}`, { access: tenant.access })),
  );
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual(lists.map(() => [400, 'invalid_input']));
  const pages = ['/app?payments_before', '/app?invoices_before', '/app/credits?before', '/app/contracts?before'];
  const shown = await Promise.all(pages.map((page) => visitor.get(`${page}=${cursor}`)));
  expect(shown.map(({ status }) => status)).toEqual(pages.map(() => 200));
});

async function businessRows() {
  const {
    rate_limits: _limits,
    user_sessions: _users,
    staff_sessions: _staff,
    bulk_runs: _runs,
    ...rows
  } = await allRows(server);
  return rows;
}
