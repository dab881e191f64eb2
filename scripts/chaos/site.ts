import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { QueryResultRow } from 'pg';
import pino from 'pino';
import { readConfig } from '../../src/config.js';
import { openInstallation, systemContext } from '../../src/open-installation.js';
import { addMinutes } from '../../src/services/core/calendar.js';
import { sweepOrphanProofs } from '../../src/services/payments/sweep-orphan-proofs.js';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.js';
import { ask, freePort, type Ground } from './ground.js';
import { until } from './patience.js';
import { type Program, type Running, start } from './process.js';

/** One installation of an experiment: a database of its own behind a proxy, a folder, and processes to be treated badly. */
export interface Site {
  readonly proxy: CuttingProxy;
  readonly folder: string;
  /** Of the compiled sources. */
  readonly programs: string;
  readonly port: number;
  readonly baseUrl: string;
  /** How the tables' owner reaches the database, past the proxy. */
  ownerUrl(): string;
  /** The settings of its processes, but past the proxy. */
  directEnv(): Record<string, string>;
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  startServer(env?: Record<string, string>, imports?: string[]): Promise<Running>;
  startWorker(env?: Record<string, string>): Promise<Running>;
  /** `npm run verify`: the lines that say what is wrong. */
  verify(): Promise<string[]>;
  /** Slips in the folder that no row names. */
  orphans(): Promise<string[]>;
  /** The job that removes them, two hours later. */
  sweepOrphans(): Promise<number>;
  close(): Promise<void>;
}

export const STAFF = { email: 'chief@chaos.example', password: 'a password of the chief' };

/** On a machine that has much else to do, too. */
const START_PATIENCE_MS = 180_000;

export async function openSite(ground: Ground, settings: Record<string, string> = {}): Promise<Site> {
  const name = await ground.copyDatabase();
  const proxy = await startCuttingProxy();
  proxy.aimAt(ground.addressOf('owns', name));
  const folder = path.join(ground.folder, name);
  await mkdir(folder, { mode: 0o711 });
  const port = await freePort();
  const baseUrl = settings.BASE_URL ?? `http://127.0.0.1:${port}`;
  const env: Record<string, string> = {
    DATABASE_URL: ground.addressOf('serves', name, proxy.port),
    MIGRATION_DATABASE_URL: ground.addressOf('owns', name, proxy.port),
    DATA_DIR: folder,
    PORT: String(port),
    BASE_URL: baseUrl,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    ADMIN_EMAIL: STAFF.email,
    ADMIN_PASSWORD: STAFF.password,
    WORKER: 'separate',
    RATE_LIMIT_SCALE: '1000',
    ...settings,
  };
  const started: Running[] = [];
  const launch = (program: Program, more: Record<string, string>, imports: string[] = []) => {
    const running = start(ground.programs, program, { ...env, ...more }, { imports });
    started.push(running);
    return running;
  };
  const query: Site['query'] = (sql, values) => ask(ground.addressOf('owns', name), sql, values);
  const directEnv = () => ({
    ...env,
    DATABASE_URL: ground.addressOf('serves', name),
    MIGRATION_DATABASE_URL: ground.addressOf('owns', name),
  });
  return {
    proxy,
    directEnv,
    folder,
    programs: ground.programs,
    port,
    baseUrl,
    ownerUrl: () => ground.addressOf('owns', name),
    query,
    async startServer(more = {}, imports = []) {
      const server = launch('src/server.js', more, imports);
      await becomesReady(server, `http://127.0.0.1:${more.PORT ?? port}`);
      return server;
    },
    async startWorker(more = {}) {
      const worker = launch('src/worker-process.js', more);
      await until(
        'the worker runs',
        () => refuseEnded(worker) && worker.said().includes('the worker runs'),
        START_PATIENCE_MS,
      );
      return worker;
    },
    async verify() {
      const verifying = start(ground.programs, 'scripts/verify.js', { ...env, LOG_LEVEL: 'error' });
      await until('npm run verify ends', () => verifying.hasEnded(), 60_000);
      const said = verifying.said();
      if (said.includes('All truths hold.')) return [];
      const wrong = said.split('\n').filter((line) => /^✗|^ {7}/.test(line));
      return wrong.length > 0 ? wrong : [said];
    },
    async orphans() {
      const files = await readdir(path.join(folder, 'proofs')).catch(() => []);
      const rows = await query<{ key: string }>('SELECT storage_key AS key FROM payment_proofs');
      const named = new Set(rows.map(({ key }) => key));
      return files.filter((file) => !named.has(file));
    },
    async sweepOrphans() {
      const opened = await openInstallation(readConfig(directEnv()), pino({ level: 'silent' }));
      try {
        const later = { now: () => addMinutes(new Date(), 120) };
        return await sweepOrphanProofs({ ...systemContext(opened, 'chaos'), clock: later });
      } finally {
        await opened.close();
      }
    },
    async close() {
      await Promise.all(started.map((running) => running.kill9()));
      await proxy.close();
    },
  };
}

export async function becomesReady(server: Running, baseUrl: string): Promise<void> {
  const isReady = async () =>
    refuseEnded(server) && (await fetch(`${baseUrl}/readyz`).catch(() => null))?.status === 200;
  await until('the server is ready', isReady, START_PATIENCE_MS).catch((error: Error) => {
    throw new Error(`${error.message}; it said:\n${server.said().slice(-2_000)}`);
  });
}

function refuseEnded(running: Running): boolean {
  if (running.hasEnded()) throw new Error(`a process ended that should run:\n${running.said()}`);
  return true;
}
