import type { Prisma } from '@prisma/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadHistory } from '../../bench/load.js';
import { enumValues, fieldOf, modelNamed } from '../../src/admin/datamodel.js';
import { listingOf, type ResourceDefinition } from '../../src/admin/define-resource.js';
import { type ListPage, readPage } from '../../src/admin/list-page.js';
import { readListQuery } from '../../src/admin/list-query.js';
import type { Reader } from '../../src/admin/list-search.js';
import { LOOKED_AT } from '../../src/admin/list-sql.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { sortableColumns } from '../../src/admin/sortable.js';
import { useDatabase } from '../support/database.js';

const database = useDatabase();
/** Enough that reading one of the large tables whole is noticed by the number of its rows. */
const PAYMENTS = 24_000;
/** Tables that stay as small as an office: reading them whole is the quickest way. */
const SMALL = ['Plan', 'StaffUser', 'PaymentMethodConfig', 'Seller', 'ContractTemplate', 'StaffApiToken', 'BulkRun'];
const SMALL_TABLES = SMALL.map((name) => modelNamed(name).dbName);
const GROWING = RESOURCES.filter(({ model }) => !SMALL.includes(model));
const TITLES = new Map(RESOURCES.map(({ model, title }) => [model, title]));

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

/** Runs each statement and keeps the plan that answered it. */
class PlanReader implements Reader {
  readonly plans: Plan[] = [];

  async $queryRaw<T>(sql: Prisma.Sql): Promise<T> {
    const explained = await client.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql.text}`, sql.values);
    this.plans.push(explained.rows[0]['QUERY PLAN'][0].Plan);
    return (await client.query(sql.text, sql.values)).rows as T;
  }
}

let client: pg.Client;

beforeAll(async () => {
  await database.prisma.staffUser.create({
    data: { email: 'load@office.example', fullName: 'Load', role: 'finance', passwordHash: 'x' },
  });
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await loadHistory(client, PAYMENTS);
  // As if the tables were too large to be read whole: whatever an index can answer, it answers.
  await client.query("SET enable_seqscan = off; SET timezone = 'UTC'");
});

afterAll(() => client.end());

const everyNode = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(everyNode)];

/** What is wrong with how a list was read: a table read whole, or more rows of one than a page may cost. */
async function complaints(definition: ResourceDefinition, query: Record<string, string>): Promise<string[]> {
  const reader = new PlanReader();
  await readPage(listingOf(definition, reader, TITLES), readListQuery({ perPage: '100', ...query }));
  return reader.plans.flatMap(everyNode).flatMap((node) => {
    const table = node['Relation Name'];
    if (table === undefined || SMALL_TABLES.includes(table)) return [];
    const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    const rows = (node['Actual Rows'] + removed) * node['Actual Loops'];
    const what = `${definition.model} ${JSON.stringify(query)}`;
    return [
      ...(node['Node Type'] === 'Seq Scan' ? [`${what} reads all of ${table}`] : []),
      ...(rows > LOOKED_AT ? [`${what} reads ${rows} rows of ${table}`] : []),
    ];
  });
}

async function complaintsOfAll(
  queries: (definition: ResourceDefinition) => Record<string, string>[],
): Promise<string[]> {
  const found: string[] = [];
  for (const definition of GROWING)
    for (const query of queries(definition)) found.push(...(await complaints(definition, query)));
  return found;
}

/** Every order that a list offers, both ways, under each value of the filter that it asks for. */
function ordersOf(definition: ResourceDefinition): Record<string, string>[] {
  return [...sortableColumns(definition)].flatMap(([sortBy, within]) => {
    const values = within === '' ? [null] : enumValues(fieldOf(modelNamed(definition.model), within).type);
    return values.flatMap((value) =>
      ['asc', 'desc'].map((direction) => ({
        sortBy,
        direction,
        ...(value === null ? {} : { [`filters.${within}`]: value }),
      })),
    );
  });
}

test('no list is read whole, in no order that it offers, at its beginning or by number', async () => {
  expect(await complaintsOfAll((definition) => [{}, { page: '100' }, ...ordersOf(definition)])).toEqual([]);
});

test('Next and Previous come to the pages that the numbers name, in every order offered and within days of every kind', async () => {
  const plain: Reader = {
    $queryRaw: async <T>(sql: Prisma.Sql) => (await client.query(sql.text, sql.values)).rows as T,
  };
  const daysOf = ({ model, filters }: ResourceDefinition) =>
    filters
      .filter((name) => fieldOf(modelNamed(model), name).type === 'DateTime')
      .map((name) => ({ [`filters.${name}~~from`]: '2020-01-01', [`filters.${name}~~to`]: '2040-01-02' }));
  const walked: string[] = [];
  for (const definition of RESOURCES) {
    const listing = listingOf(definition, plain, TITLES);
    for (const query of [...ordersOf(definition), ...daysOf(definition)]) {
      const read = (asked: object) => readPage(listing, readListQuery({ perPage: '10', ...query, ...asked }));
      const idsOf = ({ rows }: ListPage) => rows.map(({ id }) => id);
      const [first, second, third] = [await read({}), await read({ page: '2' }), await read({ page: '3' })];
      const what = `${definition.model} ${JSON.stringify(query)}`;
      if (first.next === null) continue;
      const next = await read({ after: first.next });
      expect(idsOf(next), what).toEqual(idsOf(second));
      expect(idsOf(await read({ before: next.previous })), what).toEqual(idsOf(first));
      if (next.next === null) continue;
      walked.push(what);
      const afterNext = await read({ after: next.next });
      expect(idsOf(afterNext), what).toEqual(idsOf(third));
      expect(idsOf(await read({ before: afterNext.previous })), what).toEqual(idsOf(second));
    }
  }
  expect(walked.filter((what) => what.includes('processedAt'))).toHaveLength(3);
  expect(walked.length).toBeGreaterThan(50);
});

test('Next and Previous cost the same at any depth', async () => {
  let asked = 0;
  for (const definition of GROWING) {
    const reader = new PlanReader();
    const read = (query: object): Promise<ListPage> =>
      readPage(listingOf(definition, reader, TITLES), readListQuery({ perPage: '100', ...query }));
    const deep = await read({ page: '80' });
    const after = deep.next === null ? [] : [{ after: deep.next, page: '500' }];
    const before = deep.previous === null ? [] : [{ before: deep.previous, page: '500' }];
    for (const query of [...after, ...before]) {
      asked += 1;
      expect(await complaints(definition, query), definition.model).toEqual([]);
      const last = new PlanReader();
      await readPage(listingOf(definition, last, TITLES), readListQuery({ perPage: '100', ...query }));
      const read100 = last.plans.flatMap(everyNode).filter((node) => node['Actual Rows'] > 100);
      // All that is read beyond the page is its count, up to its bound.
      expect(
        read100.every((node) => node['Actual Rows'] <= 10_001),
        definition.model,
      ).toBe(true);
    }
  }
  // Payments, invoices and their lines, ledger, audit and mail are that deep.
  expect(asked).toBeGreaterThanOrEqual(12);
});

test('no filter makes a list read its table whole: an index answers, or a bounded number of rows is looked through', async () => {
  const valuesOf = (definition: ResourceDefinition, name: string): Record<string, string>[] => {
    const field = fieldOf(modelNamed(definition.model), name);
    const path = `filters.${name}`;
    if (field.kind === 'enum') {
      const values = enumValues(field.type);
      return [...new Set([values[0] ?? '', values.slice(0, 2).join(',')])].map((value) => ({ [path]: value }));
    }
    if (field.type === 'DateTime')
      return [{ [`${path}~~to`]: '2020-01-01' }, { [`${path}~~from`]: '2020-01-01', [`${path}~~to`]: '2040-01-02' }];
    if (field.type === 'Boolean') return ['true', 'false'].map((value) => ({ [path]: value }));
    const typed = field.type === 'String' ? ['Payment', 'zz'] : ['1', '99999'];
    return [...typed, ...(field.isRequired ? [] : ['-'])].map((value) => ({ [path]: value }));
  };
  expect(
    await complaintsOfAll((definition) => definition.filters.flatMap((name) => valuesOf(definition, name))),
  ).toEqual([]);
});

test('no search reads a table whole, whatever is typed: a reference, a name, a number, a letter, what all have in common', async () => {
  const few = ['TRX-00023950', 'Katsura Labs'];
  const many = [...few, 'qz', 'trx', 'INV-2350-', 'Payer 2', 'office', '%', '#12', 'approve', 'load@office'];
  const searched = ['Payment', 'Account', 'AuditEntry'];
  const words = ({ model }: ResourceDefinition) => (searched.includes(model) ? many : few);
  expect(await complaintsOfAll((definition) => words(definition).map((search) => ({ search })))).toEqual([]);
});

test("what stands on a record's page is found however old it is", async () => {
  for (const { model, panels = [] } of GROWING) {
    for (const { title, resource, filters, scope } of panels) {
      const definition = RESOURCES.find((candidate) => candidate.model === resource);
      if (definition === undefined || scope !== undefined) continue;
      const asked = Object.entries(filters(5)).map(([name, value]) => [`filters.${name}`, value]);
      const query = readListQuery({ ...Object.fromEntries(asked), sortBy: 'id', perPage: '10' });
      const reader = new PlanReader();
      const page = await readPage(listingOf(definition, reader, TITLES), query);
      // A second statement would ask where the looking through ended.
      expect([page.lookedAt, reader.plans.length], `${title} of ${model}`).toEqual([null, 1]);
    }
  }
  const audit = RESOURCES.find(({ model }) => model === 'AuditEntry');
  if (audit === undefined) throw new Error('the audit has a list');
  const query = { 'filters.entityType': 'Payment', 'filters.entityId': '5', sortBy: 'id' };
  expect(
    (await readPage(listingOf(audit, new PlanReader(), TITLES), readListQuery(query))).rows.length,
  ).toBeGreaterThan(0);
});

test('what a search finds is there, by an index or by looking', async () => {
  const payments = RESOURCES.find(({ model }) => model === 'Payment');
  if (payments === undefined) throw new Error('payments have a list');
  const found = async (search: string) =>
    readPage(listingOf(payments, new PlanReader(), TITLES), readListQuery({ search, perPage: '100' }));
  expect((await found('TRX-00023950')).rows.map(({ id }) => id)).toEqual([23_950]);
  expect((await found('trx00023950')).total).toBe(1);
  const {
    rows: [account],
  } = await client.query('SELECT name FROM accounts WHERE id = 2350');
  const ofAccount = await found(account.name.slice(2).toUpperCase());
  expect([ofAccount.total, ofAccount.totalIsExact]).toEqual([10, true]);
  const common = await found('TRX');
  expect([common.rows.length, common.totalIsExact, common.lookedAt]).toEqual([100, false, LOOKED_AT]);
  const rare = await found('zq');
  expect([rare.rows.length, rare.next === null, rare.lookedAt]).toEqual([0, false, LOOKED_AT]);
});
