import path from 'node:path';
import type { Config } from '../config.js';
import type { OwnershipWish } from './embedded-owner.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import type { DatabaseAddresses } from './serving-role.js';

interface DatabaseServer extends DatabaseAddresses {
  /** Of a server that is not ours nothing is stopped. */
  stop(): Promise<void>;
}

/** The PostgreSQL that the settings name, else the product's own, started under the data folder. */
export async function openDatabaseServer(
  config: Pick<Config, 'databaseUrl' | 'migrationDatabaseUrl' | 'dataDir'>,
  wish: OwnershipWish,
): Promise<DatabaseServer> {
  const { databaseUrl: url, migrationDatabaseUrl } = config;
  if (url === null) return startEmbeddedPostgres(path.join(config.dataDir, 'postgres'), wish);
  return { url, ownerUrl: migrationDatabaseUrl ?? url, stop: async () => undefined };
}
