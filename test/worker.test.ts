import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connectDatabase } from '../src/database/connect.js';
import { systemClock } from '../src/services/core/calendar.js';
import type { Job } from '../src/services/timetable/claim-job.js';
import { startTimetable, TIMETABLE } from '../src/timetable.js';
import { startWorker, type Worker } from '../src/worker.js';
import { passwordReset, queueMail } from './services/notifications/queue-mail.js';
import { startScriptedServer } from './services/notifications/scripted-smtp.js';
import { signUpForPlan } from './support/factories.js';
import { testLog, useInstallation } from './support/installation.js';
import { startMailServer, type TestMailServer } from './support/smtp.js';

/** By itself a worker that has just started looks only after 15 seconds: what is done sooner was told to it. */
const SOON_MS = 10_000;
const PATIENCE_S = 60;

const test = useInstallation({ mailConfigured: true });
const running: Worker[] = [];
let server: TestMailServer;

async function start(smtpUrl: string | null): Promise<Worker> {
  const worker = await startWorker({
    installation: test.installation,
    clock: systemClock,
    databaseUrl: test.url,
    smtp: smtpUrl === null ? null : { url: smtpUrl, from: '' },
    log: testLog,
  });
  running.push(worker);
  return worker;
}

async function until(what: string, check: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_S * 1_000; !(await check()); ) {
    if (Date.now() > deadline) throw new Error(`within ${PATIENCE_S} s it did not happen that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const connections = async () => {
  const rows = await test.prisma.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'countersign mail'`;
  return rows.length;
};
const isListening = async () => {
  const rows = await test.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'countersign mail' AND query LIKE 'LISTEN%' AND state = 'idle'`;
  return rows.length === 1;
};
const isSent = async (id: number) => (await test.prisma.mail.findUniqueOrThrow({ where: { id } })).status === 'sent';

beforeEach(async () => {
  await test.prisma.mail.deleteMany();
  server = await startMailServer();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
  await server.goDown();
});

describe('the worker', () => {
  it('sends what waits when it starts and what is queued later, at once', async () => {
    await queueMail(test, passwordReset('early@example.com'));
    await start(server.url);
    await server.waitFor(1);
    await until('the worker listens', isListening);
    const queuedAt = Date.now();
    await queueMail(test, passwordReset('later@example.com'));
    await server.waitFor(2);
    expect(Date.now() - queuedAt).toBeLessThan(SOON_MS);
    expect(server.received.map(({ envelope }) => envelope.to[0])).toEqual(['early@example.com', 'later@example.com']);
  });

  it('attempts nothing without SMTP: mail stays queued', async () => {
    const { id } = await queueMail(test, passwordReset('amina@example.com'));
    await start(null);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await test.prisma.mail.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'queued',
      attempts: 0,
      lastError: '',
    });
  });

  it('comes back by itself after the database threw it out', async () => {
    await start(server.url);
    await until('the worker listens', isListening);
    await test.prisma.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'countersign mail'`;
    await until('the worker is thrown out', async () => !(await isListening()));
    await until('the worker listens again', isListening);
    await queueMail(test, passwordReset('after@example.com'));
    await server.waitFor(1);
  });

  it('leaves no connection behind when it stops', async () => {
    const worker = await start(server.url);
    await until('the worker listens', isListening);
    await worker.stop();
    await until('its connections are gone', async () => (await connections()) === 0);
  });

  it('can be stopped before it has quite started', async () => {
    const worker = await start(server.url);
    await worker.stop();
    await until('its connections are gone', async () => (await connections()) === 0);
  });

  it('repeats a mail under the same Message-ID when it was killed between the yes of the mail server and the mark', async () => {
    const witness = await startScriptedServer();
    witness.follow(({ verb }) => (verb === 'MESSAGE' ? 'silence' : undefined));
    const { id, messageId } = await queueMail(test, passwordReset('amina@example.com'));
    const script = path.join(inject('programs'), 'test/services/notifications/worker-process.js');
    const child = spawn(process.execPath, [script, test.url, witness.url, test.proofFolder], {
      stdio: 'ignore',
    });
    await until('the mail server has the mail', () => witness.messages().length === 1);
    child.kill('SIGKILL');
    witness.follow(() => undefined);
    expect(await isSent(id)).toBe(false);
    // The lease has to run out first; the test does not wait five minutes.
    await test.prisma.mail.update({ where: { id }, data: { nextAttemptAt: new Date(Date.now() - 1) } });
    await start(witness.url);
    await until('the mail is sent', () => isSent(id));
    expect(witness.messages()).toHaveLength(2);
    for (const message of witness.messages()) expect(message).toContain(`Message-ID: ${messageId}`);
    await witness.close();
  });
});

describe('the PDFs', () => {
  const isMade = async (invoiceId: number) =>
    (await test.prisma.document.findUniqueOrThrow({ where: { invoiceId } })).status === 'ready';

  it('are made at once, also where no mail is sent, whether queued before or after the worker started', async () => {
    const early = await signUpForPlan(test);
    await start(null);
    await until('the waiting PDF is made', () => isMade(early.invoice.id));
    const later = await signUpForPlan(test);
    const queuedAt = Date.now();
    await until('the new PDF is made', () => isMade(later.invoice.id));
    expect(Date.now() - queuedAt).toBeLessThan(SOON_MS);
  });

  it('are made once although a worker was killed while it drew', async () => {
    const { invoice } = await signUpForPlan(test);
    const document = () => test.prisma.document.findUniqueOrThrow({ where: { invoiceId: invoice.id } });
    const script = path.join(inject('programs'), 'test/services/notifications/worker-process.js');
    const wanted = [test.url, 'smtp://127.0.0.1:1', test.proofFolder, test.documentFolder];
    const child = spawn(process.execPath, [script, ...wanted], { stdio: 'ignore' });
    await until('the worker draws', async () => (await document()).attempts === 1);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(await document()).toMatchObject({ status: 'queued', attempts: 1 });
    // The lease has to run out first; the test does not wait five minutes.
    await test.prisma.document.update({ where: { invoiceId: invoice.id }, data: { nextAttemptAt: new Date(0) } });
    await start(null);
    await until('the PDF is made', () => isMade(invoice.id));
    expect(await document()).toMatchObject({ status: 'ready', attempts: 2 });
    const made = await test.prisma.document.count({ where: { status: 'ready' } });
    expect(await readdir(test.documentFolder)).toHaveLength(made);
  });
});

describe('the timetable', () => {
  it('runs each of its jobs when the worker starts, and not again before its time', async () => {
    await test.prisma.scheduledJob.deleteMany();
    const expired = new Date(Date.now() - 2 * 86_400_000);
    const record = { caller: 'account 1', requestHash: 'x'.repeat(64), createdAt: expired };
    await test.prisma.idempotencyKey.create({ data: { ...record, key: 'old' } });
    await start(null);
    await until('all jobs have run', async () => (await test.prisma.scheduledJob.count()) === TIMETABLE.length);
    await until('the old key is gone', async () => (await test.prisma.idempotencyKey.count()) === 0);
    await test.prisma.idempotencyKey.create({ data: { ...record, key: 'later' } });
    await start(null);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await test.prisma.idempotencyKey.count()).toBe(1);
  });

  it('outlives a job that fails and a database that is away, and stops when told to', async () => {
    const ran: string[] = [];
    const job = (name: string, run: () => Promise<number>): Job => ({ name, everyMinutes: 1, run });
    const jobs = [
      job('fails', async () => {
        throw new Error('the disk is full');
      }),
      job('works', async () => ran.push('works')),
    ];
    const timetable = startTimetable({ installation: test.installation, clock: systemClock, log: testLog }, jobs);
    await until('the second job has run', () => ran.length === 1);
    await timetable.stop();

    const nowhere = connectDatabase(
      { url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1, sidePoolSize: 1 },
      () => undefined,
    );
    const cutOff = startTimetable(
      { installation: { ...test.installation, prisma: nowhere.prisma }, clock: systemClock, log: testLog },
      jobs,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    await cutOff.stop();
    await nowhere.close();
    expect(ran).toEqual(['works']);
  });
});
