import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import type { Pool } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/connect.js';
import { databaseUrl, dropDatabase, onServer } from './global-database.js';

/** A migrated database with reference data that belongs to one test file alone; ready from beforeAll on. */
export interface TestDatabase {
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly sidePool: Pool;
}

export function useDatabase({ poolSize = 10, sidePoolSize = 4 } = {}): TestDatabase {
  const { serverUrl, template } = inject('testDatabase');
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  const url = databaseUrl(serverUrl, name);
  let opened: Database | null = null;
  beforeAll(async () => {
    await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
    opened = connectDatabase({ url, poolSize, sidePoolSize }, () => undefined);
  });
  afterAll(async () => {
    await opened?.close();
    await dropDatabase(serverUrl, name);
  });
  const database = () => {
    if (opened === null) throw new Error('the test database is ready from beforeAll on, not while the file is read');
    return opened;
  };
  return {
    url,
    get prisma() {
      return database().prisma;
    },
    get sidePool() {
      return database().sidePool;
    },
  };
}

/** An empty database, without migrations, for tests of the migrations themselves. */
export async function withEmptyDatabase(run: (url: string) => Promise<void>): Promise<void> {
  const { serverUrl, template } = inject('testDatabase');
  const name = `${template}_empty_${randomBytes(4).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  try {
    await run(databaseUrl(serverUrl, name));
  } finally {
    await dropDatabase(serverUrl, name);
  }
}
