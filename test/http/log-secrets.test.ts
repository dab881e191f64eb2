import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../src/database/connect.js';
import { createLog } from '../../src/log.js';
import { systemClock } from '../../src/services/core/calendar.js';
import { startWorker } from '../../src/worker.js';
import { STAFF_PASSWORD, signIn } from '../admin/office.js';
import { PASSWORD, register } from '../api/client.js';
import { serveAgain } from '../security/same-app.js';
import { passwordReset, queueMail } from '../services/notifications/queue-mail.js';
import { useServer } from '../support/http.js';

const server = useServer({ mailConfigured: true });
const lines: string[] = [];
const log = createLog({ logLevel: 'debug', nodeEnv: 'production' }, { write: (line) => void lines.push(line) });
let logged: Awaited<ReturnType<typeof serveAgain>>;

beforeAll(async () => {
  Object.assign(server.installation, { logger: log });
  logged = await serveAgain(server, { log });
});
afterAll(() => logged.close());

const ask = (path: string, init: RequestInit = {}) => fetch(logged.url + path, { redirect: 'manual', ...init });
const json = (body: object) => ({ method: 'POST', body: JSON.stringify(body) });
const form = (fields: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { origin: logged.url },
});
const JSON_TYPE = { 'content-type': 'application/json' };
const written = () => lines.splice(0).join('');

describe('the log', () => {
  it('tells each request with its id and none of what opens a door', async () => {
    const tenant = await register(server);
    const boss = await signIn(server, 'superadmin');
    const page = await ask('/login', form({ email: tenant.email, password: PASSWORD }));
    const [cookie = ''] = page.headers.getSetCookie();
    const token = `cst_${'k'.repeat(43)}`;
    const key = 'idempotency-key-of-mine';
    const mailed = 'mailed-token-0123456789abcdefghijklmnopqrst';
    await ask('/api/v1/auth/login', { ...json({ email: tenant.email, password: PASSWORD }), headers: JSON_TYPE });
    await ask('/api/v1/auth/login', { ...json({ email: tenant.email, password: 'WrongPass77!' }), headers: JSON_TYPE });
    await ask('/api/v1/auth/refresh', { ...json({ refresh: tenant.refresh }), headers: JSON_TYPE });
    await ask('/api/v1/auth/me', { headers: { authorization: `Bearer ${tenant.access}` } });
    await ask('/api/v1/admin/contracts', { headers: { authorization: `Bearer ${token}` } });
    await ask(`/api/v1/plans/${token}?access=${tenant.access}`, { headers: { 'idempotency-key': key } });
    await ask('/app', { headers: { cookie, 'x-api-key': token } });
    await ask('/admin/api/dashboard', { headers: { cookie: boss.cookie } });
    await ask('/admin/login', form({ email: 'boss@example.com', password: STAFF_PASSWORD }));
    for (const path of ['/reset-password', '/verify-email', '/invitation', '/admin/set-password']) {
      await ask(`${path}?token=${mailed}`);
      await ask(`${path}?${mailed}`);
      await ask(`${path}?token=${mailed}`, form({ token: mailed, password: 'NewPass1234!' }));
    }
    const text = written();
    expect(text.split('\n').filter((line) => line.includes('"requestId":"')).length).toBeGreaterThan(15);
    expect(text).toContain('"url":"/reset-password?token"');
    const secrets = [PASSWORD, 'WrongPass77!', STAFF_PASSWORD, 'NewPass1234!', tenant.access, tenant.refresh];
    const doors = [token, mailed, key, ...[cookie, boss.cookie].map((pair) => /=([^;]{20,})/.exec(pair)?.[1] ?? pair)];
    expect(page.status).toBe(303);
    for (const secret of [...secrets, ...doors, tenant.email]) expect(text).not.toContain(secret);
  });

  it('keeps what a failed statement was about, and not what stood in the row', async () => {
    const tenant = await register(server);
    const { sidePool, prisma } = server;
    const user = await prisma.user.findUniqueOrThrow({ where: { id: tenant.userId } });
    const plan = await prisma.plan.findFirstOrThrow();
    const { id: _id, ...copy } = user;
    const failures = [
      sidePool.query('INSERT INTO plans SELECT * FROM plans LIMIT 1'),
      sidePool.query('SELECT $1::int', [tenant.email]),
      sidePool.query('UPDATE accounts SET billing_email = NULL WHERE id = $1', [tenant.accountId]),
      prisma.user.create({ data: copy }),
      prisma.$queryRaw`SELECT ${tenant.email}::date`,
      prisma.$executeRaw`UPDATE users SET email = upper(email) || ${'x'.repeat(400)} WHERE id = ${tenant.userId}`,
      prisma.user.findMany({ where: { email: { contains: tenant.email, wrong: 1 } } as object }),
    ];
    for (const failure of await Promise.allSettled(failures)) {
      if (failure.status === 'rejected') log.error({ err: failure.reason }, 'a statement failed');
    }
    const text = written();
    expect(text.match(/a statement failed/g)?.length).toBeGreaterThanOrEqual(6);
    expect(text).toContain('"constraint":"plans_pkey"');
    for (const value of [tenant.email, user.passwordHash, 'xxxxxxxx', plan.description])
      expect(text).not.toContain(value);
  });

  it('names job and run in every line of the worker, without the passwords of its servers', async () => {
    const worker = await startWorker({
      installation: server.installation,
      clock: systemClock,
      databaseUrl: 'postgresql://me:hunter2hunter2@127.0.0.1:1/countersign',
      smtp: { url: 'smtp://postman:letmein-please@127.0.0.1:1', from: '' },
      log,
    });
    await queueMail(server, passwordReset('amina@example.com'));
    const lost = connectDatabase(
      { url: 'postgresql://me:hunter2hunter2@127.0.0.1:1/none', poolSize: 1, sidePoolSize: 1 },
      (error) => log.warn({ err: error }, 'a database connection broke'),
    );
    await lost.sidePool.query('SELECT 1').catch((error: unknown) => log.error({ err: error }, 'away'));
    log.error(
      { err: new Error('no postgresql://me:hunter2hunter2@db/x nor smtp://a:letmein-please@mail:25') },
      'asked',
    );
    for (let waited = 0; waited < 40 && !lines.join('').includes('not heard of'); waited += 1) await sleep(50);
    await worker.stop();
    await lost.close();
    const text = written();
    const ofWorker = text.split('\n').filter((line) => line.includes('"job":"'));
    expect(ofWorker.length).toBeGreaterThan(0);
    for (const line of ofWorker) expect(line).toMatch(/"job":"\w+","runId":"[\w-]{20,}"/);
    expect(text).toContain('postgresql://[hidden]@db/x');
    for (const secret of ['hunter2', 'letmein', 'secret-of-']) expect(text).not.toContain(secret);
  });
});
