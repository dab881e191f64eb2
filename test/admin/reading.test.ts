import { beforeAll, expect, test } from 'vitest';
import { dataModel } from '../../src/admin/datamodel.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { billedContract, draftedContract } from '../support/contract-factories.js';
import { type PayingTenant, signUpAndConfirm, signUpTenant, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type Colleague, signIn } from './office.js';

const server = useServer();
let boss: Colleague;
let tenant: PayingTenant;

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  tenant = await signUpAndConfirm(
    server,
    { accountName: 'Blue Whale' },
    { manualReference: 'BT-50%_off', manualNotes: 'From ABC Bank', payerName: 'Zoë Ames' },
  );
  const approved = await signUpAndConfirm(server, { accountName: 'Red Fox' }, { manualReference: 'REF-77' });
  await approvePayments(await staff(server, 'finance'), { paymentIds: [approved.paymentId] });
  await draftedContract(server, approved);
  await billedContract(server, approved);
  for (let count = 0; count < 8; count += 1) await signUpTenant(server);
});

const list = (resource: string, query = '') =>
  boss.get(`/resources/${resource}/actions/list${query === '' ? '' : `?${query}`}`);
const idsOf = async (resource: string, query: string) =>
  (await list(resource, query)).body.records?.map(({ id }) => id) ?? [];

test('no list, page or search lets a column out that is not named for it', async () => {
  for (const { model, columns: own, derived } of RESOURCES) {
    const columns = [...own, ...Object.keys(derived?.columns ?? {})];
    const { body } = await list(model);
    const [first] = body.records ?? [];
    const pages = first === undefined ? [] : [(await boss.get(`/resources/${model}/records/${first.id}/show`)).body];
    const found = (await boss.get(`/resources/${model}/actions/search?search=a`)).body;
    for (const record of [
      ...(body.records ?? []),
      ...(found.records ?? []),
      ...pages.flatMap((page) => page.record ?? []),
    ]) {
      const names = new Set(Object.keys(record.params).map((path) => path.split('.')[0]));
      expect(
        [...names].filter((name) => name === undefined || !columns.includes(name)),
        model,
      ).toEqual([]);
      for (const other of Object.values(record.populated))
        expect(Object.keys(other?.params ?? {}).length, model).toBeLessThanOrEqual(2);
    }
    expect(JSON.stringify([body, found, pages]), model).not.toMatch(
      /argon2|passwordHash|sessionEpoch|tokenHash|storageKey/,
    );
  }
});

test('a column that is not shown cannot be asked about, neither by filter nor by sorting', async () => {
  for (const { model, filters } of RESOURCES) {
    const fields = dataModel.models.find(({ name }) => name === model)?.fields ?? [];
    for (const { name } of fields.filter((field) => !filters.includes(field.name))) {
      const filtered = await list(model, `filters.${name}=1`);
      expect([filtered.status, filtered.body.code], `${model} filtered by ${name}`).toEqual([400, 'bad_filter']);
    }
  }
  for (const [model, column] of [
    ['User', 'passwordHash'],
    ['StaffUser', 'passwordHash'],
    ['Mail', 'secret'],
    ['User', 'sessionEpoch'],
    ['Payment', 'account.email'],
  ]) {
    const sorted = await list(String(model), `sortBy=${column}`);
    expect([sorted.status, sorted.body.code], `${model} by ${column}`).toEqual([400, 'bad_sort']);
  }
});

const JUNK = [
  ...['-1', '1e309', '99999999999', '1.5', '{"gt":1}', '%00', "'; DROP TABLE payments; --", '2026-13-45'].map(
    (value) => ['', value] as const,
  ),
  ...['1e309', '🙂'].flatMap((value) => [['~~from', value] as const, ['~~to', value] as const]),
];

/** Columns of one type are read by one reader: the first is sent all of the junk, each further one a third. */
function junkFor(model: string, columns: readonly string[], sent: Map<string, number>): (readonly [string, string])[] {
  const fields = dataModel.models.find(({ name }) => name === model)?.fields ?? [];
  return columns.flatMap((column) => {
    const field = fields.find(({ name }) => name === column);
    const type = field === undefined ? column : `${field.type} ${field.nativeType?.[0] ?? ''}`;
    const turn = sent.get(type) ?? 0;
    sent.set(type, turn + 1);
    return JUNK.filter((_, index) => turn === 0 || index % 3 === turn % 3).map(
      ([range, value]) => [`filters.${column}${range}`, value] as const,
    );
  });
}

test('whatever stands in the address of a list, the answer is a list or a sentence', async () => {
  const sent = new Map<string, number>();
  for (const { model, filters } of RESOURCES) {
    const asked = junkFor(model, filters, sent);
    await Promise.all(
      asked.map(async ([path, value]) => {
        const { status } = await list(model, `${path}=${encodeURIComponent(value)}`);
        expect([200, 400], `${model} ${path}=${value}: ${status}`).toContain(status);
      }),
    );
  }
  for (const query of [
    'page=-1',
    'page=x',
    'page=1e9',
    'perPage=0',
    'perPage=100000',
    'direction=sideways',
    'search=%00%25',
    'filters.__proto__.x=1',
    'filters=1',
    'filters[status]=x',
  ]) {
    expect([200, 400], query).toContain((await list('Payment', query)).status);
  }
});

test('payments are found by reference, notes, staff notes, invoice number, account and payer, whatever the case', async () => {
  await server.prisma.payment.update({ where: { id: tenant.paymentId }, data: { adminNotes: 'Called the bank' } });
  for (const words of [
    'bt-50',
    'abc bank',
    'CALLED',
    tenant.invoice.number.toLowerCase(),
    'blue wh',
    'ZOË',
    `#${tenant.paymentId}`,
  ]) {
    expect(await idsOf('Payment', `search=${encodeURIComponent(words)}`), words).toEqual([tenant.paymentId]);
  }
  expect(await idsOf('Payment', `search=${encodeURIComponent('BT-50%_off')}`)).toEqual([tenant.paymentId]);
  expect(await idsOf('Payment', `search=${encodeURIComponent('bt 50 OFF')}`)).toEqual([tenant.paymentId]);
  for (const words of ['5%off', 'b%', 'abc%bank', 'abc_bank'])
    expect(await idsOf('Payment', `search=${encodeURIComponent(words)}`), words).toEqual(
      words === 'b%' ? [tenant.paymentId] : [],
    );
});

test('filters take several states, ranges of time and money, references and "none"', async () => {
  const today = new Date(server.clock.now()).toISOString().slice(0, 10);
  expect(await idsOf('Payment', 'filters.status=pending_approval')).toEqual([tenant.paymentId]);
  expect(await idsOf('Payment', 'filters.status=pending_approval,succeeded')).toHaveLength(2);
  expect(await idsOf('Payment', `filters.account=${tenant.accountId}`)).toEqual([tenant.paymentId]);
  expect(await idsOf('Payment', 'filters.reviewedBy=-')).toEqual([tenant.paymentId]);
  expect(await idsOf('Payment', 'filters.amount~~from=29.00&filters.amount~~to=29')).toHaveLength(2);
  expect(await idsOf('Payment', 'filters.amount~~from=29.0001')).toEqual([]);
  expect(await idsOf('Payment', `filters.createdAt~~from=${today}&filters.createdAt~~to=${today}`)).toHaveLength(2);
  expect(await idsOf('Payment', 'filters.createdAt~~to=2020-01-01')).toEqual([]);
});

test('amounts leave with all their digits as text, credits as numbers, references by name', async () => {
  const { body } = await boss.get(`/resources/Payment/records/${tenant.paymentId}/show`);
  expect(body.record?.params).toMatchObject({ amount: '29.00', currency: 'USD', account: tenant.accountId });
  expect(body.record?.populated.account).toMatchObject({ id: tenant.accountId, title: 'Blue Whale' });
  const exact = '12345678901234.5678';
  const plan = await server.prisma.plan.findUniqueOrThrow({ where: { slug: 'scale' } });
  await server.owner.prisma.$executeRaw`ALTER TABLE plans DROP CONSTRAINT plans_price_check`;
  await server.prisma.plan.update({ where: { id: plan.id }, data: { price: exact } });
  expect((await boss.get(`/resources/Plan/records/${plan.id}/show`)).body.record?.params.price).toBe(exact);
  await server.prisma.plan.update({ where: { id: plan.id }, data: { price: plan.price } });
});

test('rows that are equal in the sorted column still come in one order, each once over the pages', async () => {
  const seen: number[] = [];
  for (const page of [1, 2, 3, 4])
    seen.push(...(await idsOf('Account', `sortBy=status&direction=asc&perPage=3&page=${page}`)));
  expect(seen).toHaveLength(10);
  expect(new Set(seen).size).toBe(10);
});

test('"select all that match" names the ids of the same rows', async () => {
  const { body } = await boss.get('/resources/Account/actions/matchingIds?filters.status=trial');
  expect(body.ids?.sort()).toEqual((await idsOf('Account', 'filters.status=trial')).sort());
});

test('a record that does not exist is 404, however its number is written', async () => {
  for (const id of ['999999', '0', '2147483648', '99999999999', 'abc', '1e3', '-1', '1%00']) {
    expect((await boss.get(`/resources/Payment/records/${id}/show`)).status, id).toBe(404);
  }
});

test('the account page lists the newest of everything that belongs to it, and nothing of a neighbour', async () => {
  const { body } = await boss.get(`/resources/Account/records/${tenant.accountId}/show`);
  expect(body.panels?.map(({ title }) => title)).toEqual([
    'Users',
    'Company profile',
    'Invitations',
    'Subscription',
    'Contracts',
    'Invoices',
    'Payments',
    'Credit ledger',
    'Outside ids',
    'Audit',
    'Mail',
  ]);
  for (const panel of body.panels ?? []) {
    expect(
      panel.records.every(({ params }) => params.account === tenant.accountId),
      panel.title,
    ).toBe(true);
    expect(panel.filters).toEqual({ 'filters.account': String(tenant.accountId) });
    expect(panel.total, panel.title).toBe(panel.records.length);
  }
});

test('the dashboard says what waits: how many, since when, how much', async () => {
  const { body } = await boss.get(
    `/dashboard?since=${encodeURIComponent(new Date(server.clock.now().getTime() - 3_600_000).toISOString())}`,
  );
  expect(body.waiting).toContainEqual(
    expect.objectContaining({ title: 'Payments to review', count: 1, totals: ['29.00 USD'] }),
  );
  expect(body.today).toContainEqual({ title: 'Payments approved', count: 1, totals: ['29.00 USD'] });
  expect(JSON.stringify(body.firstSteps)).toContain('Enter your bank details');
  for (const since of ['x', '1e309', '0001-01-01', ''])
    expect((await boss.get(`/dashboard?since=${since}`)).status).toBe(200);
});
