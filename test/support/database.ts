import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import type { Pool } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/connect.js';
import { databaseUrl, dropDatabase, onServer } from './global-database.js';

/**
 * A migrated database with reference data that belongs to one test file alone; ready from beforeAll on. Everything runs
 * as the role that serves, so that a privilege that is missing shows; who breaks rows on purpose asks for the owner.
 */
export interface TestDatabase {
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly sidePool: Pool;
  readonly ownerUrl: string;
  /** The role that migrates: it may switch triggers off, change tables and edit what is written once. */
  readonly owner: Pick<Database, 'prisma' | 'sidePool'>;
}

export function useDatabase({ poolSize = 10, sidePoolSize = 4 } = {}): TestDatabase {
  const { serverUrl, servingUrl, template } = inject('testDatabase');
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  const url = databaseUrl(servingUrl, name);
  const ownerUrl = databaseUrl(serverUrl, name);
  let opened: Database | null = null;
  let owner: Database | null = null;
  beforeAll(async () => {
    await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
    // A copy has the rights on its tables, but not those on the database itself.
    await onServer(serverUrl, `REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
    opened = connectDatabase({ url, poolSize, sidePoolSize }, () => undefined);
  });
  afterAll(async () => {
    await Promise.all([opened?.close(), owner?.close()]);
    await dropDatabase(serverUrl, name);
  });
  const database = () => {
    if (opened === null) throw new Error('the test database is ready from beforeAll on, not while the file is read');
    return opened;
  };
  return {
    url,
    ownerUrl,
    get prisma() {
      return database().prisma;
    },
    get sidePool() {
      return database().sidePool;
    },
    get owner() {
      database();
      owner ??= connectDatabase({ url: ownerUrl, poolSize: 2, sidePoolSize: 2 }, () => undefined);
      return owner;
    },
  };
}

/** An empty database, without migrations, for tests of the migrations and grants themselves: the owner's address, and the serving role's. */
export async function withEmptyDatabase(run: (ownerUrl: string, url: string) => Promise<void>): Promise<void> {
  const { serverUrl, servingUrl, template } = inject('testDatabase');
  const name = `${template}_empty_${randomBytes(4).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  try {
    await run(databaseUrl(serverUrl, name), databaseUrl(servingUrl, name));
  } finally {
    await dropDatabase(serverUrl, name);
  }
}
