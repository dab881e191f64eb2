import type { Pool } from 'pg';

/** Of long queues it is told that they are long. */
const BOUND = 10_000;
const PATIENCE_MS = 2_500;

export interface Figure {
  name: string;
  label: string;
  value: number;
}

/** What stands in the database for all processes together. Each part reads the end of an index, or a bounded number of rows. */
export async function readFigures(pool: Pool, now: Date): Promise<Figure[]> {
  const query = { text: FIGURES, values: [now], query_timeout: PATIENCE_MS };
  const { rows } = await pool.query<Figure>(query);
  return rows.filter(({ value }) => value !== null);
}

const count = (from: string) => `(SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${BOUND}) AS bounded)::float8`;
const age = (column: string, from: string) => `(SELECT extract(epoch FROM $1 - ${column}) FROM ${from})::float8`;
/** Of finished rows there are millions: the planner's estimate will do. The others by name: "not finished" reads them all. */
const estimate = (table: string, unfinished: string) =>
  `(SELECT greatest(0, reltuples - ${count(`${table} WHERE ${unfinished}`)}) FROM pg_class WHERE oid = '${table}'::regclass)::float8`;

const due = (table: string) => `${table} WHERE status = 'queued' AND next_attempt_at <= $1`;

const PARTS: [name: string, label: string, value: string][] = [
  ...['mails', 'documents'].flatMap((table): [string, string, string][] => [
    ['queue_depth', table, count(due(table))],
    ['queue_oldest', table, age('next_attempt_at', `${due(table)} ORDER BY next_attempt_at LIMIT 1`)],
  ]),
  ...['queued', 'sending', 'dead'].map((status): [string, string, string] => [
    'mails',
    status,
    count(`mails WHERE status = '${status}'`),
  ]),
  ['mails', 'sent', estimate('mails', "status IN ('queued', 'sending', 'dead')")],
  [
    'mail_oldest_undelivered',
    '',
    age('created_at', "mails WHERE status IN ('queued', 'sending') ORDER BY created_at LIMIT 1"),
  ],
  ...['queued', 'failed'].map((status): [string, string, string] => [
    'documents',
    status,
    count(`documents WHERE status = '${status}'`),
  ]),
  ['documents', 'ready', estimate('documents', "status IN ('queued', 'failed')")],
  ['payments_pending', '', count("payments WHERE status = 'pending_approval'")],
  [
    'payment_oldest_pending',
    '',
    age('created_at', "payments WHERE status = 'pending_approval' ORDER BY created_at LIMIT 1"),
  ],
  ['seal_age', '', age('created_at', 'seals ORDER BY id DESC LIMIT 1')],
  [
    'seal_lag',
    '',
    age(
      'created_at',
      `audit_entries WHERE id > coalesce((SELECT last_id FROM seals WHERE table_name = 'audit_entries' ORDER BY id DESC LIMIT 1), 0) ORDER BY id LIMIT 1`,
    ),
  ],
];

const FIGURES = [
  ...PARTS.map(([name, label, value]) => `SELECT '${name}' AS name, '${label}' AS label, ${value} AS value`),
  `SELECT 'job_last_run', name, extract(epoch FROM last_run_at)::float8 FROM scheduled_jobs`,
  `SELECT 'job_failures', name, failures::float8 FROM scheduled_jobs`,
].join('\nUNION ALL ');
