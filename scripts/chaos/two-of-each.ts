import { setTimeout as sleep } from 'node:timers/promises';
import { type Experiment, type Finding, finding } from './finding.js';
import { freePort } from './ground.js';
import { confirmed, newTenant, type Reply, send, signInStaff } from './http-client.js';
import { type Load, type LoadReport, startLoad } from './load.js';
import { migrateUnderLoad } from './migrate-under-load.js';
import { until } from './patience.js';
import type { Running } from './process.js';
import { startBalancer } from './proxy.js';
import { becomesReady, openSite, type Site, STAFF } from './site.js';
import { type BadSmtp, startSmtp } from './smtp-server.js';

/** Two servers and two workers on one PostgreSQL, behind a balancer that reads /readyz. */
interface Pair {
  site: Site;
  smtp: BadSmtp;
  /** Where the servers are reached past the balancer. */
  direct: [string, string];
  servers: Running[];
  workers: Running[];
  /** Also those that have ended. */
  everyWorker: Running[];
  load: Load;
}

const OLD_KEYS = 7;

export const twoOfEach: Experiment = {
  name: 'two-of-each',
  title: 'Two servers and two workers, restarted under load',
  async run(ground) {
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const [front, ...backs] = ports;
    const smtp = await startSmtp();
    // Limits as they are by default; the balancer's callers stand at addresses of their own.
    const baseUrl = `http://127.0.0.1:${front}`;
    const site = await openSite(ground, {
      BASE_URL: baseUrl,
      SMTP_URL: smtp.url,
      TRUST_PROXY: '1',
      RATE_LIMIT_SCALE: '1',
    });
    await leaveWorkForOneJob(site);
    const servers = await Promise.all(backs.map((port) => site.startServer({ PORT: String(port) })));
    const balancer = await startBalancer(front, backs);
    const workers = await Promise.all([site.startWorker(), site.startWorker()]);
    const direct: Pair['direct'] = [`http://127.0.0.1:${backs[0]}`, `http://127.0.0.1:${backs[1]}`];
    const cookie = await signInStaff(baseUrl);
    const findings = await shared({ site, direct, cookie });
    const load = startLoad(baseUrl, cookie);
    const pair: Pair = { site, smtp, direct, servers, workers, everyWorker: [...workers], load };
    try {
      await sleep(1_500);
      load.begin();
      const codes = await rollingRestart(pair, backs);
      findings.push(...(await migrateUnderLoad(site, direct)));
      const report = await load.stop();
      findings.push(restarted(report, codes, balancer.failed), ...(await afterLoad(pair, report)));
      return findings;
    } finally {
      await site.close();
      await balancer.close();
      await smtp.goDown();
    }
  },
};

/** Kept answers of the day before yesterday: the job that removes them tells how many it found. */
async function leaveWorkForOneJob(site: Site): Promise<void> {
  await site.query(
    `INSERT INTO idempotency_keys (caller, key, request_hash, created_at)
     SELECT 'user 1', 'old-' || n, '', now() - interval '2 days' FROM generate_series(1, ${OLD_KEYS}) n`,
  );
}

interface Sharing {
  site: Site;
  direct: Pair['direct'];
  cookie: string;
}

async function shared({ site, direct, cookie }: Sharing): Promise<Finding[]> {
  const [one, two] = direct;
  const headers = { cookie };
  const atBoth = await Promise.all(
    direct.map((at) => send(`${at}/admin/api/resources/Payment/actions/list`, { headers })),
  );
  const statuses = atBoth.map(({ status }) => status);
  return [
    finding(
      'staff sign in once, through the balancer',
      'the session is known to both servers',
      `${statuses.join(' and ')}`,
      statuses.every((status) => status === 200) ? [] : ['one of them does not know the session'],
    ),
    await guessing(one, two),
    await bulkReport(site, one, two, cookie),
  ];
}

/** Eleven wrong passwords, in turn at both servers. */
async function guessing(one: string, two: string): Promise<Finding> {
  const guess = (at: string) =>
    send(`${at}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.7' },
      body: JSON.stringify({ email: STAFF.email, password: 'a wrong guess' }),
    });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await guess(attempt % 2 === 0 ? one : two)).status);
  const refused = statuses.filter((status) => status === 429).length;
  return finding(
    'somebody guesses a password eleven times, in turn at both servers',
    'ten attempts in all, then 429',
    `${statuses.filter((status) => status === 401).length} × 401, ${refused} × 429`,
    refused === 1 && statuses.at(-1) === 429 ? [] : ['the limit is not shared'],
  );
}

async function bulkReport(site: Site, one: string, two: string, cookie: string): Promise<Finding> {
  const paymentId = await confirmed(site.baseUrl, await newTenant(site.baseUrl));
  const run = await actAt(one, site.baseUrl, cookie, { recordIds: [paymentId, 999_999] });
  const { runId = 0 } = JSON.parse(run.text || '{}') as { runId?: number };
  const seen = await send(`${two}/admin/api/resources/BulkRun/records/${runId}/show`, { headers: { cookie } });
  return finding(
    'a bulk run at one server',
    'its report is read at the other',
    `run ${runId}: ${seen.status}`,
    seen.status === 200 && seen.text.includes('999999') ? [] : ['the report is not there'],
  );
}

/** Past the balancer, but from the page that the balancer's address served. */
function actAt(at: string, origin: string, cookie: string, body: object): Promise<Reply> {
  return send(`${at}/admin/api/resources/Payment/actions/approvePayments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin },
    body: JSON.stringify(body),
  });
}

/** One after the other, as an orchestrator does it: the next one only when the last is ready again. */
async function rollingRestart(pair: Pair, ports: readonly number[]): Promise<(number | null)[]> {
  const codes: (number | null)[] = [];
  for (const [index, port] of ports.entries()) {
    codes.push((await pair.servers[index]?.stop()) ?? null);
    const server = await pair.site.startServer({ PORT: String(port) });
    await becomesReady(server, `http://127.0.0.1:${port}`);
    // The balancer looks four times a second.
    await sleep(600);
    pair.servers[index] = server;
    codes.push((await pair.workers[index]?.stop()) ?? null);
    const worker = await pair.site.startWorker();
    pair.workers[index] = worker;
    pair.everyWorker.push(worker);
  }
  return codes;
}

function restarted(report: LoadReport, codes: (number | null)[], unanswered: string[]): Finding {
  const complaints = [...new Set([...report.failures, ...unanswered])];
  if (codes.some((code) => code !== 0)) complaints.push(`processes ended with ${codes.join(', ')}`);
  const { requests, p50, p99, longest } = report;
  return finding(
    'both servers and both workers restarted in turn with SIGTERM, and the database migrated, while people work',
    'not one failed request',
    `${requests} requests, ${report.failures.length} failed; median ${p50} ms, p99 ${p99} ms, longest ${longest} ms`,
    complaints,
  );
}

async function afterLoad(pair: Pair, report: LoadReport): Promise<Finding[]> {
  const { site, everyWorker } = pair;
  const there = await site.query<{ kept: number; approved: number; granted: number }>(
    `SELECT (SELECT count(*)::int FROM payments WHERE id = ANY ($1::int[])) AS kept,
            (SELECT count(*)::int FROM payments WHERE id = ANY ($2::int[]) AND status = 'succeeded') AS approved,
            (SELECT count(*)::int FROM credit_transactions WHERE source_type = 'payment' AND source_id = ANY ($2::int[]::text[])) AS granted`,
    [report.confirmed, report.approved],
  );
  const { kept = 0, approved = 0, granted = 0 } = there[0] ?? {};
  const lost = report.confirmed.length - kept + (report.approved.length - approved);
  const findings = [
    finding(
      'what was acknowledged meanwhile',
      'is all there, and credits were granted once',
      `${kept} of ${report.confirmed.length} confirmations, ${approved} of ${report.approved.length} approvals, ${granted} grants`,
      lost === 0 && granted === report.approved.length ? [] : ['something acknowledged was lost or done twice'],
    ),
    await mailsOnce(pair),
    jobsOnce(everyWorker),
  ];
  const wrong = [...(await site.verify()), ...(await site.orphans()).map((file) => `orphan ${file}`)];
  return [
    ...findings,
    finding('afterwards', 'npm run verify clean, no orphaned slip', wrong.length === 0 ? 'clean' : 'not clean', wrong),
  ];
}

async function mailsOnce({ site, smtp }: Pair): Promise<Finding> {
  const left = async () =>
    (
      await site.query<{ left: number }>(
        `SELECT count(*)::int AS left FROM mails WHERE status IN ('queued', 'sending')`,
      )
    )[0]?.left;
  await until('all mail is out', async () => (await left()) === 0, 40_000);
  const [row] = await site.query<{ sent: number }>(`SELECT count(*)::int AS sent FROM mails WHERE status = 'sent'`);
  const ids = new Set(smtp.attempts.map(({ messageId }) => messageId)).size;
  const sent = row?.sent ?? 0;
  return finding(
    'mail of two workers that were restarted as well',
    'each delivered once',
    `${sent} mails, ${smtp.attempts.length} messages under ${ids} Message-IDs`,
    smtp.attempts.length === sent && ids === sent ? [] : ['a mail went out twice or not at all'],
  );
}

/** Each worker tells in its log what a job did that found something to do. */
function jobsOnce(everyWorker: Running[]): Finding {
  const told = everyWorker.flatMap((worker) =>
    worker
      .said()
      .split('\n')
      .filter((line) => line.includes('"job":"sweep_idempotency_keys"')),
  );
  const [first = ''] = told;
  return finding(
    'a job of the timetable falls due for two workers that start at once',
    'it runs in one of them',
    `it ran ${told.length} times`,
    told.length === 1 && first.includes(`"count":${OLD_KEYS}`) ? [] : [`the workers said ${told.join(' and ')}`],
  );
}
