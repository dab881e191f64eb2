import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { projectFolder } from '../src/project-folder.js';

// Each test starts whole servers, which takes a second on an idle machine and many on a busy one.
vi.setConfig({ testTimeout: 180_000 });

interface Running {
  child: ChildProcess;
  output(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

let dataDir = '';
let port = 0;
const running: Running[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'countersign-server-'));
  await chmod(dataDir, 0o711);
  port = await freePort();
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

describe('a server with its own database', () => {
  it('starts on an empty folder, shows the first password once, and stops in order on Ctrl-C', async () => {
    const first = start();
    await ready(first);
    expect(first.output()).toMatch(/First superadmin: +admin@example\.com\n +Password: +\S{16} /);
    expect(first.output()).toContain(`Countersign runs at http://localhost:${port}`);
    first.child.kill('SIGINT');
    // npm hands on the Ctrl-C that the terminal has sent already.
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(await databaseRuns()).toBe(false);
  });

  it('told to end, says so to balancers while it still answers everybody, and then ends', async () => {
    const leaving = start({ DRAIN_SECONDS: '4' });
    await ready(leaving);
    // The first password was shown at the first start, and never again.
    expect(leaving.output()).not.toContain('Password:');
    leaving.child.kill('SIGTERM');
    const toldAt = Date.now();
    const ask = (address: string) => fetch(`http://127.0.0.1:${port}${address}`);
    while ((await ask('/readyz')).status === 200) expect(Date.now() - toldAt).toBeLessThan(3_000);
    const page = await ask('/login');
    expect([page.status, page.headers.get('connection')]).toEqual([200, 'close']);
    expect(await leaving.ended).toBe(0);
    expect(Date.now() - toldAt).toBeGreaterThan(3_900);
  });

  it('keeps its secrets readable by itself alone', async () => {
    for (const name of ['session-secret', 'encryption-key', 'postgres/password']) {
      expect((await stat(path.join(dataDir, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('starts again after kill -9, and answers a second start on the same folder in one sentence', async () => {
    const killed = start();
    await ready(killed);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const next = start();
    await ready(next);
    const second = start({ PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output().trim()).toBe(
      `Countersign is already running on ${dataDir}/postgres at http://localhost:${port}: stop it first, or set PORT and DATA_DIR to start another copy.`,
    );
    next.child.kill('SIGINT');
    expect(await next.ended).toBe(0);
  });

  it('leaves no database behind when Ctrl-C comes while it starts', async () => {
    const early = start();
    while (!(await databaseRuns())) await new Promise((resolve) => setTimeout(resolve, 10));
    early.child.kill('SIGINT');
    expect(await early.ended).toBe(0);
    expect(await databaseRuns()).toBe(false);
  });

  it('says when its port is taken, and leaves no database behind', async () => {
    const blocker: Server = createServer();
    await new Promise<void>((resolve) => blocker.listen(port, resolve));
    const late = start();
    expect(await late.ended).toBe(1);
    expect(late.output().trim()).toBe(`Port ${port} is in use by another program: stop it, or set PORT to another.`);
    await new Promise((resolve) => blocker.close(resolve));
    expect(await databaseRuns()).toBe(false);
  });
});

it('a server with wrong settings names all of them and starts nothing', async () => {
  const wrong = start({ PORT: 'many', DATABASE_URL: 'postgresql://db/countersign' });
  expect(await wrong.ended).toBe(1);
  expect(wrong.output().trim().split('\n')).toEqual([
    'The settings need attention:',
    '  - PORT must be a whole number from 0 to 65535',
    expect.stringContaining('  - SESSION_SECRET is required with DATABASE_URL'),
    expect.stringContaining('  - ENCRYPTION_KEY is required with DATABASE_URL'),
  ]);
});

it('a database that cannot be reached is named without its password', async () => {
  const secrets = { SESSION_SECRET: 's'.repeat(32), ENCRYPTION_KEY: 'e'.repeat(32) };
  const lost = start({ DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/countersign', ...secrets });
  expect(await lost.ended).toBe(1);
  expect(lost.output()).toContain('The database countersign at 127.0.0.1:1 cannot be reached');
  expect(lost.output()).not.toContain('hunter2');
});

function databaseRuns(): Promise<boolean> {
  return stat(path.join(dataDir, 'postgres/cluster/postmaster.pid')).then(
    () => true,
    () => false,
  );
}

function start(env: Record<string, string> = {}): Running {
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME };
  const child = spawn(process.execPath, [path.join(inject('programs'), 'src/server.js')], {
    cwd: projectFolder,
    env: {
      ...inherited,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
      DRAIN_SECONDS: '0',
      ...env,
    },
  });
  const chunks: string[] = [];
  child.stdout.on('data', (chunk) => chunks.push(String(chunk)));
  child.stderr.on('data', (chunk) => chunks.push(String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const started = { child, output: () => chunks.join(''), ended };
  running.push(started);
  return started;
}

async function ready(server: Running): Promise<void> {
  let over = false;
  void server.ended.then(() => {
    over = true;
  });
  for (const deadline = Date.now() + 90_000; Date.now() < deadline && !over; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server did not get ready:\n${server.output()}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
