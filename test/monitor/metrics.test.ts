import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '../../src/monitor/metrics.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { startTimetable } from '../../src/timetable.js';
import { serveAgain } from '../security/same-app.js';
import { passwordReset, queueMail } from '../services/notifications/queue-mail.js';
import { signUpAndConfirm, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { testLog } from '../support/installation.js';

const TOKEN = 'a-token-that-only-the-scraper-of-these-tests-has';
const server = useServer({ mailConfigured: true });
const metrics = new Metrics();
const jobs = [{ name: 'count_stars', everyMinutes: 60, run: () => Promise.reject(new Error('too many')) }];
const closings: (() => Promise<unknown>)[] = [];
let open = '';
let closed = '';

beforeAll(async () => {
  Object.assign(server.installation, { countDeeds: metrics.countDeeds });
  const mainPool = {
    totalCount: 3,
    idleCount: 1,
    waitingCount: 2,
    options: { max: 10, maxUses: 0, allowExitOnIdle: false, maxLifetimeSeconds: 0, idleTimeoutMillis: 0 },
  };
  const monitored = { metrics, metricsToken: null, mainPool, jobs };
  const first = await serveAgain(server, { monitored });
  const second = await serveAgain(server, {
    monitored: { ...monitored, metrics: new Metrics(), metricsToken: TOKEN },
    baseUrl: 'https://billing.example',
  });
  closings.push(first.close, second.close);
  [open, closed] = [first.url, second.url];
});
afterAll(async () => {
  for (const close of closings) await close();
});

/** The value of one series, or null. */
async function scraped(series: string): Promise<number | null> {
  const text = await (await fetch(`${open}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

/** As fetch cannot: with a Host of one's own. */
function ask(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const req = request(`${open}/metrics`, { headers }, (res) => resolve(res.resume().statusCode));
    req.on('error', reject).end();
  });
}

describe('the metrics', () => {
  it('count what was approved and rejected and committed, and nothing that was not', async () => {
    const [first, second] = [await signUpAndConfirm(server), await signUpAndConfirm(server)];
    const reviewer = await staff(server, 'finance');
    await approvePayments(reviewer, { paymentIds: [first.paymentId] });
    await approvePayments(reviewer, { paymentIds: [first.paymentId] });
    await rejectPayments(reviewer, { paymentIds: [second.paymentId], reason: 'No such transfer arrived.' });
    expect(await scraped('countersign_deeds_total{action="payment.approve"}')).toBe(1);
    expect(await scraped('countersign_deeds_total{action="payment.reject"}')).toBe(1);
  });

  it('tell requests by the pattern of their route, so that a thousand invented addresses make no new series', async () => {
    const strange = (count: number) => Array.from({ length: count }, (_, index) => `${index}-${Math.random()}`);
    const waves = [
      '/x',
      '/api/v1/',
      '/API/v1/billing/invoices/',
      '/v1/',
      '/admin/',
      '/admin/api/resources/',
      '/assets/',
      '/app/',
    ];
    const flood = async (count: number) => {
      for (const start of waves) {
        await Promise.all(
          strange(count).map((tail) => fetch(open + start + tail, { method: 'POST' }).then((res) => res.arrayBuffer())),
        );
        await fetch(open + start + strange(1)[0]);
      }
    };
    await flood(2);
    await fetch(`${open}/metrics`);
    const seriesOf = async () =>
      (await (await fetch(`${open}/metrics`)).text()).split('\n').filter((line) => line.startsWith('countersign_http'))
        .length;
    const before = await seriesOf();
    await flood(25);
    // A thousand in all; these ask nothing of the database.
    await Promise.all(strange(800).map((tail) => fetch(`${open}/assets/${tail}`).then((res) => res.arrayBuffer())));
    expect(await seriesOf()).toBe(before);
    expect(
      await scraped('countersign_http_requests_total{method="POST",route="/api/v1/*",status="404"}'),
    ).toBeGreaterThan(25);
    const known = 'countersign_http_requests_total{method="GET",route="/api/v1/billing/invoices/:id",status="401"}';
    expect(await scraped(known)).toBe(2);
  });

  it('tell queues, outbox, pools, jobs and seals as the database has them', async () => {
    await server.prisma.mail.deleteMany();
    const { id } = await queueMail(server, passwordReset('amina@example.com'));
    await queueMail(server, passwordReset('bilal@example.com'));
    await server.prisma.mail.update({ where: { id }, data: { status: 'dead' } });
    server.clock.moveMinutes(10);
    const timetable = startTimetable({ installation: server.installation, clock: server.clock, log: testLog }, jobs);
    for (let failures: number | undefined; failures !== 1; )
      failures = (await server.prisma.scheduledJob.findUnique({ where: { name: 'count_stars' } }))?.failures;
    await timetable.stop();
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await scraped('countersign_database_up')).toBe(1);
    expect(await scraped('countersign_mails{status="dead"}')).toBe(1);
    expect(await scraped('countersign_mails{status="queued"}')).toBe(1);
    expect(await scraped('countersign_queue_depth{queue="mails"}')).toBe(1);
    expect(await scraped('countersign_queue_oldest_seconds{queue="mails"}')).toBe(600);
    expect(await scraped('countersign_mail_oldest_undelivered_seconds')).toBe(600);
    expect(await scraped('countersign_payments_pending')).toBe(0);
    expect(await scraped('countersign_seal_lag_seconds')).toBeGreaterThanOrEqual(600);
    expect(await scraped('countersign_job_failures{job="count_stars"}')).toBe(1);
    expect(await scraped('countersign_job_last_run_timestamp_seconds{job="count_stars"}')).toBe(
      server.clock.now().getTime() / 1000,
    );
    expect(await scraped('countersign_pool_connections{pool="main",state="busy"}')).toBe(2);
    expect(await scraped('countersign_pool_connections{pool="side",state="max"}')).toBe(4);
    const text = await (await fetch(`${open}/metrics`)).text();
    for (const secret of ['amina', 'example.com', server.url]) expect(text).not.toContain(secret);
  });

  it('are for this machine alone where the installation is a local one, and for the token’s bearer elsewhere', async () => {
    expect(await ask({})).toBe(200);
    expect(await ask({ host: 'rebound.example' })).toBe(404);
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect(await ask({ [header]: '127.0.0.1' })).toBe(404);
    const status = async (headers: Record<string, string>) => (await fetch(`${closed}/metrics`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Bearer ${TOKEN}x` })).toBe(401);
    expect(await status({ authorization: 'Bearer ' })).toBe(401);
    expect(await status({ authorization: `Bearer ${TOKEN}` })).toBe(200);
    const away = await serveAgain(server, {
      baseUrl: 'https://billing.example',
      monitored: { metrics: new Metrics(), metricsToken: null, mainPool: server.sidePool, jobs: [] },
    });
    closings.push(away.close);
    expect((await fetch(`${away.url}/metrics`)).status).toBe(404);
  });
});
