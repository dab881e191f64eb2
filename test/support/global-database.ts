import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connectDatabase } from '../../src/database/connect.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { isAlive } from '../../src/database/process-alive.js';
import { grantServingRole } from '../../src/database/serving-role.js';
import { loadReferenceData } from '../../src/services/setup/load-reference-data.js';
import { oncePerRun } from './once-per-run.js';

declare module 'vitest' {
  export interface ProvidedContext {
    testDatabase: TestServerFacts;
  }
}

interface TestServerFacts {
  /** As the role that may make databases and owns them. */
  serverUrl: string;
  /** As the role that serves. */
  servingUrl: string;
  template: string;
}

interface TestServer extends TestServerFacts {
  stop(): Promise<void>;
}

const FOLDER_PREFIX = 'countersign-test-';
/** Where a machine keeps files in memory: on a disk the copy for a test file takes longer than many a test file. */
const IN_MEMORY = '/dev/shm';
const ROOM_WANTED = 2 * 1024 ** 3;

/** One server and one migrated template for all projects of a run; every test file copies the template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { opened, leave } = await oncePerRun('database', startTestServer, (server) => server.stop());
  const { serverUrl, servingUrl, template } = opened;
  project.provide('testDatabase', { serverUrl, servingUrl, template });
  return leave;
}

async function startTestServer(): Promise<TestServer> {
  const given = process.env.DATABASE_URL;
  return given === undefined || given === '' ? startOwnServer() : useServer(given);
}

/**
 * A server of somebody else's, as of DATABASE_URL: its roles are everybody's, so a run makes one of its own. The tests
 * edit rows behind the guards' back to see them named, and look at who waits for whom: both is for superusers.
 */
async function useServer(serverUrl: string): Promise<TestServer> {
  await onServer(
    serverUrl,
    `DO $$ BEGIN
       IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
         RAISE '"%" of DATABASE_URL is no superuser. Please give one of a server for tests.', current_user;
       END IF;
     END $$`,
  );
  const template = newName();
  const role = `${template}_app`;
  const password = randomBytes(16).toString('hex');
  await onServer(serverUrl, `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  const servingUrl = new URL(serverUrl);
  servingUrl.username = role;
  servingUrl.password = password;
  return prepare({ serverUrl, servingUrl: servingUrl.href, template }, () => onServer(serverUrl, `DROP ROLE ${role}`));
}

function newName(): string {
  return `countersign_test_${randomBytes(4).toString('hex')}`;
}

async function startOwnServer(): Promise<TestServer> {
  await removeAbandonedServers();
  // Files in memory may be barred from being programs, and with some installations the programs lie beside the data.
  const { server, folder } = (await hasRoom(IN_MEMORY))
    ? await startIn(IN_MEMORY).catch(() => startIn(tmpdir()))
    : await startIn(tmpdir());
  return prepare({ serverUrl: server.ownerUrl, servingUrl: server.url, template: newName() }, async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
}

async function hasRoom(place: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(place).catch(() => ({ bavail: 0, bsize: 0 }));
  // A cluster and its copies stay below a quarter of that; browsers and workers want theirs, too.
  return bavail * bsize >= ROOM_WANTED && freemem() >= 2 * ROOM_WANTED;
}

async function startIn(place: string): Promise<{ server: EmbeddedPostgres; folder: string }> {
  const folder = path.join(place, `${FOLDER_PREFIX}${process.pid}`);
  await mkdir(folder, { mode: 0o711 });
  try {
    return { server: await startOn(folder), folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function startOn(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres(folder, {
    owner: 'tests',
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      autovacuum: 'off',
      max_wal_size: '256MB',
      // Each of thousands of connections would prove its password 4096 times over.
      scram_iterations: '1',
    },
  });
}

/** A test run that was killed leaves its server behind; the next one stops it. */
async function removeAbandonedServers(): Promise<void> {
  for (const folder of [IN_MEMORY, tmpdir()].flatMap(foldersIn)) {
    const pid = Number(path.basename(folder).slice(FOLDER_PREFIX.length));
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const abandoned = await startOn(folder).catch(() => null);
    await abandoned?.stop();
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function foldersIn(place: string): string[] {
  const names = existsSync(place) ? readdirSync(place) : [];
  return names.filter((name) => name.startsWith(FOLDER_PREFIX)).map((name) => path.join(place, name));
}

async function prepare(facts: TestServerFacts, afterwards: () => Promise<void>): Promise<TestServer> {
  const { serverUrl, servingUrl, template } = facts;
  await onServer(serverUrl, `CREATE DATABASE ${template}`);
  const addresses = { url: databaseUrl(servingUrl, template), ownerUrl: databaseUrl(serverUrl, template) };
  await migrate(addresses.ownerUrl);
  await grantServingRole(addresses);
  const settings = { url: addresses.url, poolSize: 2, sidePoolSize: 1 };
  const database = connectDatabase(settings, (error) => console.error(error));
  await loadReferenceData(database);
  await database.close();
  return {
    ...facts,
    async stop() {
      await dropDatabase(serverUrl, template);
      await afterwards();
    },
  };
}

/** Runs one statement outside any test's database. */
export function onServer(serverUrl: string, sql: string): Promise<void> {
  return withClient(serverUrl, async (client) => {
    await client.query(sql);
  });
}

/** Waits a moment for connections that are being closed; thrown out, they would tell of an error that nobody made. */
export function dropDatabase(serverUrl: string, name: string): Promise<void> {
  return withClient(serverUrl, async (client) => {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [name]);
      if (rowCount === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function withClient(url: string, run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
