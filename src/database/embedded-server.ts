import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import type { Cluster } from './embedded-cluster.js';
import { isAlive } from './process-alive.js';
import { firstLine, runCommand } from './run-command.js';
import { DatabaseSetupError } from './setup-error.js';

const START_ATTEMPTS = 3;
const ANSWER_ATTEMPTS = 50;
const STOP_PATIENCE_MS = 60_000;

/** The port of a server that runs on this cluster already: another process's, or one that a killed process left. */
export async function runningPort(cluster: Cluster): Promise<number | null> {
  for (let attempt = 1; ; attempt++) {
    const lock = await readLock(cluster);
    if (lock === null || !isAlive(lock.pid)) return null;
    if (await answers(cluster, lock.port)) return lock.port;
    if (!(await isPostgres(lock.pid))) {
      // The machine went down and the number belongs to another program now; PostgreSQL would refuse to start.
      await rm(path.join(cluster.data, 'postmaster.pid'), { force: true });
      return null;
    }
    if (attempt === ANSWER_ATTEMPTS) {
      throw new DatabaseSetupError(
        `A database server (process ${lock.pid}) holds ${cluster.folder} and does not answer: stop it with "kill -INT ${lock.pid}" and start again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** postmaster.pid: process, folder, start time, port, … each on a line. */
async function readLock({ data }: Cluster): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = text.split('\n').map((line) => Number(line.trim()));
  return pid !== undefined && pid > 0 && port !== undefined && port > 0 ? { pid, port } : null;
}

async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { code, output } = await runCommand('ps', ['-o', 'comm=', '-p', String(pid)]);
  return code === 127 || (output.includes('postgres') && !output.includes('defunct'));
}

/** Only a server that knows our password and has our folder is ours. */
async function answers({ data, password }: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return path.resolve(rows[0]?.data_directory ?? '') === data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function startServer(cluster: Cluster, settings: Record<string, string>): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const { code, output } = await pgCtl(cluster, [
      'start',
      '-w',
      '-t',
      '60',
      '-l',
      logFile(cluster),
      '-o',
      options(port, settings),
    ]);
    if (code === 0) return port;
    // Another process may have started the same cluster, or taken the free port, in the meantime.
    const other = await runningPort(cluster);
    if (other !== null) return other;
    if (attempt === START_ATTEMPTS) throw await startFailed(cluster, output);
  }
}

/**
 * Connections end at once, what is committed is flushed. We wait by ourselves: pg_ctl would take a server that somebody
 * else starts meanwhile for the one that does not stop.
 */
export async function stopServer(cluster: Cluster): Promise<void> {
  const lock = await readLock(cluster);
  if (lock === null) return;
  const { code, output } = await pgCtl(cluster, ['stop', '-W', '-m', 'fast']);
  const until = Date.now() + STOP_PATIENCE_MS;
  while (code === 0 && Date.now() < until) {
    if (!isAlive(lock.pid) || (await readLock(cluster))?.pid !== lock.pid) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (!isAlive(lock.pid) || !(await isPostgres(lock.pid))) return;
  throw new DatabaseSetupError(`The database did not stop: ${firstLine(output)}`);
}

function pgCtl({ bin, data, runAs }: Cluster, args: string[]) {
  return runCommand(bin.pgCtl, [...args, '-D', data], runAs);
}

function logFile({ data }: Cluster): string {
  return path.join(data, 'server.log');
}

/** Loopback only and no socket file, so that several copies of the product never meet. */
function options(port: number, settings: Record<string, string>): string {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join(' ');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function startFailed(cluster: Cluster, output: string): Promise<DatabaseSetupError> {
  const log = await readFile(logFile(cluster), 'utf8').catch(() => '');
  const reason =
    log
      .trimEnd()
      .split('\n')
      .findLast((line) => /FATAL|PANIC|error while/.test(line)) ?? firstLine(output);
  return new DatabaseSetupError(
    `The database in ${cluster.folder} did not start (${reason.trim()}); its log is ${logFile(cluster)}.`,
  );
}
