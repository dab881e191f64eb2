import { beforeAll, expect, test } from 'vitest';
import { hashToken } from '../../src/services/core/ids.js';
import { useServer } from '../support/http.js';
import { type Colleague, signIn } from './office.js';

const server = useServer();
let boss: Colleague;
beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
});

const make = (body: Record<string, unknown> = {}) =>
  boss.post('/resources/StaffApiToken/actions/newApiToken', {
    name: 'ERP',
    role: 'finance',
    expires_in_days: '90',
    ...body,
  });
const newest = () => server.prisma.staffApiToken.findFirstOrThrow({ orderBy: { id: 'desc' } });

test('a superadmin makes a token, sees it once, and it opens the API', async () => {
  const made = await make();
  const { value } = made.body.secret as { value: string };
  expect([made.status, made.body.message]).toEqual([200, expect.stringContaining('shown this once')]);
  expect(value).toMatch(/^cst_/);
  const { id, tokenHash } = await newest();
  expect(tokenHash).toBe(hashToken(value));
  const pages = await Promise.all([
    boss.get('/resources/StaffApiToken/actions/list'),
    boss.get(`/resources/StaffApiToken/records/${id}/show`),
    boss.get(`/resources/StaffApiToken/actions/search?query=ERP`),
    boss.get(`/resources/AuditEntry/actions/list?filters.entityType=StaffApiToken`),
  ]);
  for (const page of pages) {
    expect(page.status).toBe(200);
    expect(JSON.stringify(page.body)).not.toContain(tokenHash);
    expect(JSON.stringify(page.body)).not.toContain(value.slice(4));
  }
  expect(pages[1]?.body.record?.params).toMatchObject({ name: 'ERP', role: 'finance' });
  expect(pages[1]?.body.panels?.[0]).toMatchObject({ title: 'Audit', total: 1 });
});

test('the hash is no column to filter or sort by either', async () => {
  await make();
  const { tokenHash } = await newest();
  const all = (await boss.get('/resources/StaffApiToken/actions/list')).body.meta?.total;
  const guessed = await boss.get(`/resources/StaffApiToken/actions/list?filters.tokenHash=${tokenHash}`);
  expect([200, 400]).toContain(guessed.status);
  if (guessed.status === 200) expect(guessed.body.meta?.total).toBe(all);
  const wrong = await boss.get('/resources/StaffApiToken/actions/list?filters.tokenHash=0000');
  expect(wrong.body.meta?.total).toBe(guessed.body.meta?.total);
});

test('a token lasts as long as was chosen', async () => {
  await make({ expires_in_days: '30' });
  const month = await newest();
  expect(month.expiresAt.getTime() - month.createdAt.getTime()).toBe(30 * 86_400_000);
  const lastDay = new Date(server.clock.now().getTime() + 10 * 86_400_000).toISOString().slice(0, 10);
  await make({ expires_in_days: 'until', expires_on: lastDay });
  expect((await newest()).expiresAt.toISOString()).toBe(
    new Date(new Date(lastDay).getTime() + 86_400_000).toISOString(),
  );
});

test.each([
  [{ name: '' }, 'name'],
  [{ role: 'king' }, 'role'],
  [{ expires_in_days: '800' }, 'expires_in_days'],
  [{ expires_in_days: '-1' }, 'expires_in_days'],
  [{ expires_in_days: 'soon' }, 'expires_in_days'],
  [{ expires_in_days: 'until', expires_on: '' }, 'expires_on'],
  [{ expires_in_days: 'until', expires_on: '2001-01-01' }, 'expires_on'],
])('%j is refused at its field and makes no token', async (body, field) => {
  const before = await server.prisma.staffApiToken.count();
  const refused = await make(body);
  expect([refused.status, refused.body.details?.[0]?.path]).toEqual([400, field]);
  expect(await server.prisma.staffApiToken.count()).toBe(before);
});

test('revoking is offered while it is possible, and refused aloud the second time', async () => {
  await make();
  const { id } = await newest();
  const revoke = () => boss.post(`/resources/StaffApiToken/records/${id}/revokeApiToken`);
  const preview = async () => (await boss.get(`/resources/StaffApiToken/records/${id}/revokeApiToken`)).body.preview;
  expect(await preview()).toMatchObject({ title: 'Revoke “ERP”', possible: 1 });
  expect((await revoke()).status).toBe(200);
  expect(await preview()).toMatchObject({ possible: 0 });
  const again = await revoke();
  expect([again.status, again.body.code]).toEqual([409, 'revoked_already']);
});

test('the auditor reads tokens and makes none', async () => {
  const auditor = await signIn(server, 'auditor');
  expect((await auditor.get('/resources/StaffApiToken/actions/list')).status).toBe(200);
  expect((await auditor.post('/resources/StaffApiToken/actions/newApiToken', { name: 'x' })).status).toBe(403);
});

test("the back-office's cookie and a staff API token are two keys to two doors", async () => {
  const { value } = (await make()).body.secret as { value: string };
  const withToken = await server.fetch('/admin/api/resources/Account/actions/list', {
    headers: { authorization: `Bearer ${value}` },
  });
  expect(withToken.status).toBe(401);
});
