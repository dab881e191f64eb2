import pg from 'pg';
import { loadPending } from '../../bench/load-pending.js';
import { bulkApproval } from './deeds.js';
import { type Experiment, type Finding, finding } from './finding.js';
import { type Reply, send } from './http-client.js';
import { until } from './patience.js';
import { afterwards } from './round.js';
import type { Site } from './site.js';
import { onStage, type Stage } from './stage.js';

const PAYMENTS = 3_000;
/** So many that the last chunk of every lane meets one of them, and no chunk before it. */
const HELD = 100;

export const killBulk: Experiment = {
  name: 'kill-bulk',
  title: 'kill -9 of the server in the middle of a bulk approval of several chunks',
  run: (ground) =>
    onStage(ground, {}, async (stage) => [
      ...(await killInTheMiddleOfBulk(stage, PAYMENTS)),
      await afterwards(stage.site),
    ]),
};

/** When the server dies, first chunks of the bulk are committed and a later one waits inside PostgreSQL. */
export async function killInTheMiddleOfBulk(stage: Stage, count: number): Promise<Finding[]> {
  const { site, staff } = stage;
  const colleague = new pg.Client({
    connectionString: site.ownerUrl(),
    application_name: 'countersign chaos colleague',
  });
  colleague.on('error', () => undefined);
  await colleague.connect();
  try {
    const ids = await loadPending(colleague, count, 'bulk');
    const bulk: Bulk = { ...bulkApproval(site, staff.cookie, ids), ids };
    await holdAccounts(colleague, ids.slice(-HELD));
    const sending = bulk.send();
    await until('a chunk is done and another one waits', async () => {
      const run = await unfinishedRun(site);
      return run !== undefined && (await someoneWaits(site));
    });
    await stage.server.kill9();
    const first = await sending;
    await colleague.query('ROLLBACK');
    stage.server = await site.startServer();
    const committed = await approvedOf(bulk);
    const cutOff = await lookAtCutOff(stage, { bulk, first, committed });
    return [cutOff, await repeat(site, bulk, committed)];
  } finally {
    await colleague.end();
  }
}

interface Bulk extends Pick<ReturnType<typeof bulkApproval>, 'send' | 'timesDone'> {
  ids: number[];
}

/** As somebody who writes to these accounts and takes their time. */
async function holdAccounts(colleague: pg.Client, paymentIds: number[]): Promise<void> {
  await colleague.query('BEGIN');
  await colleague.query(
    'SELECT 1 FROM accounts WHERE id IN (SELECT account_id FROM payments WHERE id = ANY ($1::int[])) FOR UPDATE',
    [paymentIds],
  );
}

/** There from the first chunk that is done on. */
async function unfinishedRun(site: Site): Promise<number | undefined> {
  const [run] = await site.query<{ id: number }>('SELECT id FROM bulk_runs WHERE finished_at IS NULL');
  return run?.id;
}

async function someoneWaits(site: Site): Promise<boolean> {
  const waiting = await site.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return waiting.length > 0;
}

/** Not a number where payments, invoices, ledger, audit and mail disagree. */
async function approvedOf({ ids, timesDone }: Bulk): Promise<number> {
  return Math.round((await timesDone()) * ids.length);
}

interface CutOff {
  bulk: Bulk;
  first: Reply;
  committed: number;
}

async function lookAtCutOff({ site, staff }: Stage, { bulk, first, committed }: CutOff): Promise<Finding> {
  const report = await reportOf(site, staff.cookie);
  const requested = bulk.ids.length;
  const complaints: string[] = [];
  if (first.status !== 0) complaints.push(`it was answered ${first.status} "${first.sentence}"`);
  if (!(committed > 0 && committed < requested)) complaints.push('nothing, all or half of something is done');
  if (report.finishedAt !== null) complaints.push('its report says that it is finished');
  if (report.requested !== requested) complaints.push('its report does not say how many were asked for');
  if (!(report.approved > 0 && report.approved <= committed))
    complaints.push('its report says nothing, or more than is done');
  return finding(
    `kill -9 of the server, in the middle of: bulk approval of ${requested} payments`,
    'what was committed stays, whole with ledger, audit and mail; the report of the run says that it is unfinished and what was done so far',
    `${committed} approved, ${requested - committed} untouched; the report: not finished, ${report.approved} approved of ${report.requested}`,
    complaints,
  );
}

interface Report {
  finishedAt: string | null;
  requested: number;
  approved: number;
}

/** As the back-office shows it. */
async function reportOf(site: Site, cookie: string): Promise<Report> {
  const runId = await unfinishedRun(site);
  const page = await send(`${site.baseUrl}/admin/api/resources/BulkRun/records/${runId}/show`, { headers: { cookie } });
  if (page.status !== 200) throw new Error(`the report of run ${runId} was answered ${page.status}: ${page.text}`);
  const { params } = (JSON.parse(page.text) as { record: { params: ReportRow } }).record;
  return { finishedAt: params.finishedAt, requested: params.requested, approved: params['counts.approved'] };
}

interface ReportRow extends Omit<Report, 'approved'> {
  'counts.approved': number;
}

async function repeat(site: Site, bulk: Bulk, committed: number): Promise<Finding> {
  const reply = await bulk.send();
  const requested = bulk.ids.length;
  const { counts = {} } = JSON.parse(reply.text || '{}') as { counts?: Record<string, number> };
  const expected = { approved: requested - committed, already: committed, refused: 0, missing: 0 };
  const done = await approvedOf(bulk);
  const [ledger] = await site.query<{ rows: number; payments: number }>(
    `SELECT count(*)::int AS rows, count(DISTINCT source_id)::int AS payments
     FROM credit_transactions WHERE source_type = 'payment' AND source_id = ANY ($1::int[]::text[])`,
    [bulk.ids],
  );
  const { rows = 0, payments = 0 } = ledger ?? {};
  const complaints = Object.entries(expected).flatMap(([outcome, number]) =>
    counts[outcome] === number ? [] : [`${number} should be ${outcome}`],
  );
  if (done !== requested) complaints.push(`afterwards ${done} are approved whole`);
  if (rows !== requested || payments !== requested) complaints.push('the ledger has not one row per payment');
  return finding(
    'the same bulk approval again, on the server that was started again',
    'approves the rest and reports the others as already decided; one row of the ledger per payment',
    `${reply.status}: ${counts.approved} approved, ${counts.already} already decided, ${counts.refused} refused; ${rows} rows of the ledger for ${payments} payments`,
    complaints,
  );
}
