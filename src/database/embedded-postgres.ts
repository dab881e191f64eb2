import path from 'node:path';
import pg from 'pg';
import { openCluster } from './embedded-cluster.js';
import { type OwnershipWish, takeOwnership } from './embedded-owner.js';
import { runningPort, startServer, stopServer } from './embedded-server.js';

/** A PostgreSQL of the product's own, from the npm registry, running beside Node on a free loopback port. */
export interface EmbeddedPostgres {
  url: string;
  /** Stops the server; does nothing for who only attached to another process's server. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions extends OwnershipWish {
  /** Settings of postgresql.conf, for tests: { fsync: 'off' }. */
  settings?: Record<string, string>;
}

const DATABASE = 'countersign';

/**
 * Starts the cluster under `folder`, making it at first. A server that a killed process left behind is taken over.
 * The server has a session of its own, so Ctrl-C reaches it only through stop(), after the HTTP server has drained.
 */
export async function startEmbeddedPostgres(folder: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(path.resolve(folder));
  const port = (await runningPort(cluster)) ?? (await startServer(cluster, options.settings ?? {}));
  const url = (database: string) => `postgresql://postgres:${cluster.password}@127.0.0.1:${port}/${database}`;
  const owned = await takeOwnership(url('postgres'), cluster.folder, options);
  await makeDatabase(url('postgres'));
  return {
    url: url(DATABASE),
    async stop() {
      if (owned === null) return;
      await owned.release();
      await stopServer(cluster);
    },
  };
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another process that started at the same moment made it first.
    if (!(error instanceof pg.DatabaseError) || (error.code !== '42P04' && error.code !== '23505')) throw error;
  } finally {
    await client.end();
  }
}
