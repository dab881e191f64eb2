import fc from 'fast-check';
import pg from 'pg';
import { beforeAll, expect, test, vi } from 'vitest';
import { signUpTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { wireOf } from '../support/wire.js';
import { type AnswerBody, type Colleague, signIn } from './office.js';

const server = useServer();
let boss: Colleague;
let accountId: number;

// Drafts without a day of issue, and many that share one.
const INVOICES = 83;

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  accountId = (await signUpTenant(server)).accountId;
  await server.owner.sidePool.query('ALTER TABLE invoices DISABLE TRIGGER USER');
  await server.owner.sidePool.query(
    `INSERT INTO invoices (account_id, number, number_month, number_sequence, status, currency, subtotal, total, issued_at, due_at)
     SELECT $1::int, CASE WHEN n % 5 > 0 THEN 'INV-' || $1::int || '-202601-' || lpad(n::text, 4, '0') END,
            CASE WHEN n % 5 > 0 THEN '202601' END, CASE WHEN n % 5 > 0 THEN n END,
            CASE WHEN n % 5 > 0 THEN 'pending' ELSE 'draft' END::"InvoiceStatus", 'USD', 29, 29,
            CASE WHEN n % 5 > 0 THEN timestamptz '2026-01-01' + (n % 4) * interval '1 day' END,
            CASE WHEN n % 5 > 0 THEN timestamptz '2026-02-01' + (n % 3) * interval '1 day' END
     FROM generate_series(1, $2::int) n`,
    [accountId, INVOICES],
  );
  await server.owner.sidePool.query('ALTER TABLE invoices ENABLE TRIGGER USER');
});

async function list(resource: string, query: Record<string, string>): Promise<AnswerBody & { meta: Meta }> {
  const { body, status } = await boss.get(`/resources/${resource}/actions/list?${new URLSearchParams(query)}`);
  if (status !== 200) throw new Error(`${status} ${body.error}`);
  return body as AnswerBody & { meta: Meta };
}

interface Meta {
  total: number;
  totalIsExact: boolean;
  page: number;
  perPage: number;
  previous: string | null;
  next: string | null;
}

const idsOf = ({ records }: AnswerBody) => records?.map(({ id }) => id) ?? [];

/** The whole order as the database has it: empty values behind all others. */
async function wholeOrder(column: string, direction: string, where: string): Promise<number[]> {
  const { rows } = await server.sidePool.query<{ id: number }>(
    `SELECT id FROM invoices WHERE ${where} ORDER BY ${column} ${direction}, id ${direction}`,
  );
  return rows.map(({ id }) => id);
}

const ORDERS = [
  { sortBy: 'issuedAt', column: 'issued_at', filter: {}, where: 'true' },
  { sortBy: 'id', column: 'id', filter: {}, where: 'true' },
  { sortBy: 'dueAt', column: 'due_at', filter: { 'filters.status': 'pending' }, where: "status = 'pending'" },
  { sortBy: 'dueAt', column: 'due_at', filter: { 'filters.status': 'draft' }, where: "status = 'draft'" },
];

test('Next to the end and Previous back shows every row exactly once, in order, whatever the order and the page', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ORDERS),
      fc.constantFrom('asc', 'desc'),
      fc.integer({ min: 12, max: 45 }),
      async ({ sortBy, column, filter, where }, direction, perPage) => {
        const asked = { ...filter, sortBy, direction, perPage: String(perPage) };
        const expected = await wholeOrder(column, direction, where);
        const there: number[][] = [];
        const cursors: (string | null)[] = [];
        for (
          let body = await list('Invoice', asked);
          ;
          body = await list('Invoice', { ...asked, after: body.meta.next ?? '' })
        ) {
          there.push(idsOf(body));
          cursors.push(body.meta.previous);
          if (body.meta.next === null) break;
        }
        expect(there.flat()).toEqual(expected);
        const back = [there.at(-1)];
        for (let previous = cursors.at(-1) ?? null; previous !== null; ) {
          const body = await list('Invoice', { ...asked, before: previous });
          back.unshift(idsOf(body));
          previous = body.meta.previous;
        }
        expect(back).toEqual(there);
      },
    ),
    { numRuns: 10, endOnFailure: true },
  );
});

test('a page by its number shows the rows that Next would have come to', async () => {
  const asked = { sortBy: 'issuedAt', direction: 'asc', perPage: '20' };
  const first = await list('Invoice', asked);
  const second = await list('Invoice', { ...asked, after: first.meta.next ?? '', page: '2' });
  expect(idsOf(await list('Invoice', { ...asked, page: '2' }))).toEqual(idsOf(second));
  expect(second.meta.page).toBe(2);
});

test('only the first hundred pages are jumped to; from there the list asks to narrow it, and Next still goes on', async () => {
  const far = await boss.get('/resources/Invoice/actions/list?page=101');
  expect([far.status, far.body.code]).toEqual([400, 'page_too_far']);
  expect(far.body.error).toContain('narrow the filter');
  const first = await list('Invoice', { perPage: '10' });
  const on = await list('Invoice', { perPage: '10', after: first.meta.next ?? '', page: '1001' });
  expect([on.meta.page, idsOf(on).length]).toEqual([1001, 10]);
});

test('the row that a place in the list was named by may be gone', async () => {
  const asked = { sortBy: 'id', direction: 'asc', perPage: '10' };
  const first = await list('Invoice', asked);
  const second = await list('Invoice', { ...asked, after: first.meta.next ?? '' });
  const [last] = idsOf(first).slice(-1);
  await server.owner.sidePool.query('ALTER TABLE invoices DISABLE TRIGGER USER');
  await server.owner.sidePool.query('DELETE FROM invoices WHERE id = $1', [last]);
  await server.owner.sidePool.query('ALTER TABLE invoices ENABLE TRIGGER USER');
  expect(idsOf(await list('Invoice', { ...asked, after: first.meta.next ?? '' }))).toEqual(idsOf(second));
});

test('a place that was tampered with, or is of another order, is refused with a sentence', async () => {
  const { meta } = await list('Invoice', { sortBy: 'issuedAt', direction: 'desc', perPage: '10' });
  const of = (...place: unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64url');
  const orders = [{ sortBy: 'issuedAt', direction: 'asc' }, { sortBy: 'id', direction: 'desc' }, {}];
  const places = [
    'x',
    '%00',
    `${meta.next}x{`,
    of('issuedAt', 'desc', 'yesterday', 1),
    of('issuedAt', 'desc', "'; DROP TABLE invoices; --", 1),
    of('issuedAt', 'desc', '2026-01-01', '1'),
    of('issuedAt', 'desc', '2026-01-01', -1),
    of('issuedAt', 'desc', '2026-01-01', 99_999_999_999),
    of('issuedAt', 'desc', { gt: 1 }, 1),
    of('passwordHash', 'desc', 'a', 1),
    of('number', 'desc', 'INV-1', 1),
  ];
  for (const [query, place] of [
    ...orders.slice(0, 2).map((order) => [order, meta.next ?? ''] as const),
    ...places.map((text) => [{ sortBy: 'issuedAt', direction: 'desc' }, text] as const),
  ]) {
    for (const side of ['after', 'before']) {
      const answer = await boss.get(
        `/resources/Invoice/actions/list?${new URLSearchParams({ ...query, [side]: place })}`,
      );
      expect([answer.status, answer.body.code], `${side} ${place}`).toEqual([400, 'bad_cursor']);
    }
  }
});

test('an order that is there only within one status is refused without it', async () => {
  for (const query of ['sortBy=dueAt', 'sortBy=dueAt&filters.status=pending,draft']) {
    const answer = await boss.get(`/resources/Invoice/actions/list?${query}`);
    expect([answer.status, answer.body.code], query).toEqual([400, 'bad_sort']);
  }
  expect((await boss.get('/resources/Payment/actions/list?sortBy=amount')).body.code).toBe('bad_sort');
});

test('a list of certain days is in the order of those days', async () => {
  const { records } = await list('Invoice', {
    'filters.issuedAt~~from': '2026-01-02',
    'filters.issuedAt~~to': '2026-01-03',
  });
  const days = (records ?? []).map(({ params }) => String(params.issuedAt).slice(0, 10));
  expect(new Set(days)).toEqual(new Set(['2026-01-02', '2026-01-03']));
  expect(days).toEqual([...days].sort().reverse());
});

test('a hundred payments take at most six statements, at most 40 kB over the wire, and name what they refer to', async () => {
  await server.owner.sidePool.query(
    `INSERT INTO payments (account_id, invoice_id, amount, currency, payment_method, status, manual_reference)
     SELECT account_id, id, 29, 'USD', 'bank_transfer', 'pending_approval', 'REF ' || id || ' ' || md5(id::text)
     FROM invoices WHERE status = 'pending' ORDER BY id LIMIT 100`,
  );
  const path = '/admin/api/resources/Payment/actions/list?perPage=100';
  await wireOf(server.baseUrl, path, boss.cookie);
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  const { bytes, text } = await wireOf(server.baseUrl, path, boss.cookie);
  const statements = asked.mock.calls.length;
  const searched = await wireOf(server.baseUrl, `${path}&search=ref%2010`, boss.cookie);
  const withSearch = asked.mock.calls.length - statements;
  asked.mockRestore();
  const body = JSON.parse(text) as AnswerBody;
  expect(body.records?.length).toBeGreaterThan(60);
  expect(body.records?.[0]?.populated.invoice).toMatchObject({ title: expect.stringContaining('INV-') });
  expect(statements).toBeGreaterThan(2);
  expect(Math.max(statements, withSearch)).toBeLessThanOrEqual(6);
  expect(bytes).toBeLessThan(12_000);
  expect(searched.status).toBe(200);
});
