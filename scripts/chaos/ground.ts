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

/** A PostgreSQL with one migrated database that every experiment copies, in a folder that goes away. */
export interface Ground {
  readonly folder: string;
  readonly postgres: ChaosPostgres;
  /** A copy of the migrated database; nobody has used it yet. */
  copyDatabase(name: string): Promise<void>;
  addressOf(role: 'serves' | 'owns', database: string, port?: number): string;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-chaos-'));
  // The database's system user passes through here.
  await chmod(folder, 0o711);
  const postgres = await startPostgres(path.join(folder, 'postgres'));
  await migrate(postgres.ownerUrl);
  await grantServingRole(postgres);
  const database = connectDatabase({ url: postgres.url, poolSize: 1, sidePoolSize: 1 }, () => undefined);
  await loadReferenceData(database);
  await database.close();
  const addressOf: Ground['addressOf'] = (role, name, port = postgres.port) => {
    const url = new URL(role === 'serves' ? postgres.url : postgres.ownerUrl);
    url.port = String(port);
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    folder,
    postgres,
    addressOf,
    async copyDatabase(name) {
      const template = new URL(postgres.ownerUrl).pathname.slice(1);
      await ask(addressOf('owns', 'postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
    },
    async close() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
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
