import { expect, test } from 'vitest';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import { staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { get, register } from './client.js';

const server = useServer();
const PATH = '/api/v1/customer/profile';

async function patch(path: string, body: unknown, access?: string) {
  const answer = await server.fetch(path, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

test('the profile is read and changed at each of the three prefixes, with and without a slash', async () => {
  const { access } = await register(server, { account_name: 'Test GmbH', billing_country: 'DE' });
  for (const [index, path] of [
    PATH,
    '/api/customer/profile',
    '/v1/customer/profile/',
    '/api/customer/profile/',
  ].entries()) {
    const changed = await patch(path, { industry: `Trade ${index}`, company_size: '2-10' }, access);
    expect([changed.status, changed.body.message]).toEqual([200, 'The profile is saved.']);
    const { status, body } = await get(server, path, { access });
    expect([status, body.data]).toEqual([200, changed.body.data]);
    expect(body.data).toMatchObject({
      name: 'Test GmbH',
      industry: `Trade ${index}`,
      company_size: '2-10',
      billing_country: 'DE',
      is_labs_customer: false,
      labs_discount_percent: '0.00',
    });
  }
});

test('what is not sent stays, and what nobody may set is not set', async () => {
  const { access, accountId } = await register(server);
  await patch(PATH, { website: 'https://test.example', tax_id: 'DE1' }, access);
  const { body } = await patch(
    PATH,
    { billing_city: 'Berlin', is_labs_customer: true, labs_discount_percent: '99' },
    access,
  );
  expect(body.data).toMatchObject({
    website: 'https://test.example',
    tax_id: 'DE1',
    billing_city: 'Berlin',
    is_labs_customer: false,
    labs_discount_percent: '0.00',
  });
  const account = await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  expect([account.billingCity, account.taxId]).toEqual(['Berlin', 'DE1']);
});

test('a version that is no longer the newest answers 409', async () => {
  const { access } = await register(server);
  const first = await patch(PATH, { industry: 'Trade' }, access);
  const stale = { version: first.body.data.version - 1, industry: 'Logistics' };
  const refused = await patch(PATH, stale, access);
  expect([refused.status, refused.body.code]).toEqual([409, 'changed_meanwhile']);
  const { status } = await patch(PATH, { ...stale, version: first.body.data.version }, access);
  expect(status).toBe(200);
});

test.each([
  ['website', { website: 'javascript:alert(1)' }],
  ['company_size', { company_size: 'many' }],
  ['billing_country', { billing_country: 'Germany' }],
  ['industry', { industry: 7 }],
  ['version', { version: 1.5 }],
])('a wrong %s is named as it is on the wire', async (path, wrong) => {
  const { access } = await register(server);
  const { status, body } = await patch(PATH, wrong, access);
  expect([status, body.code, body.details[0].path]).toEqual([400, 'invalid_input', path]);
});

test('strangers and suspended accounts change nothing; the latter still see theirs', async () => {
  expect((await patch(PATH, { industry: 'X' })).status).toBe(401);
  const { access, accountId } = await register(server);
  await suspendAccounts(await staff(server, 'support'), { accountIds: [accountId], reason: 'Abuse' });
  const refused = await patch(PATH, { industry: 'X' }, access);
  expect([refused.status, refused.body.code]).toEqual([403, 'account_suspended']);
  expect((await get(server, PATH, { access })).status).toBe(200);
});

test('another method is told which ones there are', async () => {
  const { access } = await register(server);
  const answer = await server.fetch(PATH, { method: 'DELETE', headers: { authorization: `Bearer ${access}` } });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, GET, HEAD, PATCH']);
});

test('a browser’s cookie patches through our own pages only', async () => {
  const { email } = await register(server);
  const login = await server.fetch('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.baseUrl },
    body: new URLSearchParams({ email, password: 'TestPass123!' }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const send = (headers: Record<string, string>) =>
    server.fetch(PATH, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', cookie, ...headers },
      body: '{"industry":"X"}',
    });
  expect((await send({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await send({})).status).toBe(403);
  expect((await send({ origin: server.baseUrl, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});
