import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadHistory } from '../../bench/load.js';
import { readFigures } from '../../src/monitor/figures.js';
import { staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type AnswerBody, type Colleague, signIn } from './office.js';

/** Enough that the planner itself prefers an index. */
const PAYMENTS = 20_000;
const LARGE = ['accounts', 'payments', 'invoices', 'credit_transactions', 'audit_entries', 'mails'];

const server = useServer();
let colleague: Colleague;
let client: pg.Client;

beforeAll(async () => {
  await staff(server, 'finance');
  client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  await loadHistory(client, PAYMENTS);
  colleague = await signIn(server, 'finance');
});
afterAll(() => client.end());

/** How often each large table was read from its beginning so far. A connection tells what it did when it ends, at the latest. */
async function wholeReads(): Promise<Record<string, number>> {
  await client.query(
    'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const { rows } = await client.query<{ table: string; reads: number }>(
    `SELECT relname AS table, seq_scan::int AS reads FROM pg_stat_user_tables WHERE relname = ANY ($1) ORDER BY relname`,
    [LARGE],
  );
  return Object.fromEntries(rows.map(({ table, reads }) => [table, reads]));
}

function waitingIn(body: AnswerBody): number | undefined {
  const cards = body.waiting as { title: string; count: number }[];
  return cards.find(({ title }) => title === 'Payments to review')?.count;
}

test.each([
  [
    '/metrics',
    async () => (await readFigures(server.sidePool, new Date())).find(({ name }) => name === 'payments_pending')?.value,
  ],
  ['the dashboard', async () => waitingIn((await colleague.get('/dashboard')).body)],
])('%s reads no large table whole', async (_, ask) => {
  const before = await wholeReads();
  expect(await ask()).toBe(PAYMENTS / 100);
  expect(Object.keys(before)).toHaveLength(LARGE.length);
  expect(await wholeReads()).toEqual(before);
});
