import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectDatabase } from '../../src/database/connect.js';
import { migrate } from '../../src/database/migrate.js';
import { grantServingRole } from '../../src/database/serving-role.js';
import { loadReferenceData } from '../../src/services/setup/load-reference-data.js';
import { type ChaosPostgres, startPostgres } from './postgres.js';

/** Gives each site a folder and a copy of one migrated database. */
export interface Ground {
  readonly folder: string;
  /** The folder of the compiled sources, from which servers and workers are started. */
  readonly programs: string;
  /** Answers the name of the copy; nobody has used it yet. */
  copyDatabase(): Promise<string>;
  /** Straight to the server, which may have come back on another port, or to what stands in front of it on this machine. */
  addressOf(role: 'serves' | 'owns', database: string, proxyPort?: number): string;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

/** A ground with a PostgreSQL of its own, which may be killed. */
export interface OwnGround extends Ground {
  readonly postgres: ChaosPostgres;
}

/** A server with a migrated database to copy. */
export interface MigratedServer {
  /** As the role that makes databases and owns them. */
  readonly serverUrl: string;
  /** As the role that serves. */
  readonly servingUrl: string;
  readonly template: string;
}

/** On a server that others use as well: for everything but killing it. */
export async function openGroundOn(server: MigratedServer, programs: string): Promise<Ground> {
  return layGround({ folder: await newFolder(), programs }, server, async (copies) => {
    for (const name of copies) await ask(server.serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
}

export async function openOwnGround(programs: string): Promise<OwnGround> {
  const folder = await newFolder();
  const postgres = await startPostgres(path.join(folder, 'postgres'));
  await migrate(postgres.ownerUrl);
  await grantServingRole(postgres);
  const database = connectDatabase({ url: postgres.url, poolSize: 1, sidePoolSize: 1 }, () => undefined);
  await loadReferenceData(database);
  await database.close();
  const server: MigratedServer = {
    get serverUrl() {
      return inDatabase(postgres.ownerUrl, 'postgres').href;
    },
    get servingUrl() {
      return postgres.url;
    },
    template: new URL(postgres.ownerUrl).pathname.slice(1),
  };
  return { ...layGround({ folder, programs }, server, () => postgres.stop()), postgres };
}

function layGround(
  { folder, programs }: Pick<Ground, 'folder' | 'programs'>,
  server: MigratedServer,
  leave: (copies: string[]) => Promise<void>,
): Ground {
  const copies: string[] = [];
  return {
    folder,
    programs,
    async copyDatabase() {
      const name = `${server.template}_${randomBytes(4).toString('hex')}`;
      await ask(server.serverUrl, `CREATE DATABASE ${name} TEMPLATE ${server.template}`);
      copies.push(name);
      return name;
    },
    addressOf(role, database, proxyPort) {
      const url = inDatabase(role === 'serves' ? server.servingUrl : server.serverUrl, database);
      if (proxyPort !== undefined) url.host = `127.0.0.1:${proxyPort}`;
      return url.href;
    },
    async close() {
      await leave(copies);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-chaos-'));
  // The database's system user passes through here.
  await chmod(folder, 0o711);
  return folder;
}

function inDatabase(server: string, name: string): URL {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url;
}

/** One question over a connection of its own: the server it goes to may have been killed since the last one. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'countersign chaos' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
