import path from 'node:path';
import pg from 'pg';
import { type Cluster, openCluster } from './embedded-cluster.js';
import { type OwnershipWish, takeOwnership } from './embedded-owner.js';
import { runningPort, startServer, stopServer } from './embedded-server.js';
import type { DatabaseAddresses } from './serving-role.js';

/** A PostgreSQL of the product's own, from the npm registry, running beside Node on a free loopback port. */
export interface EmbeddedPostgres extends DatabaseAddresses {
  /** Stops the server; does nothing for who only attached to another process's server. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions extends OwnershipWish {
  /** Settings of postgresql.conf, for tests: { fsync: 'off' }. */
  settings?: Record<string, string>;
}

const DATABASE = 'countersign';
const SERVING_ROLE = 'countersign_app';
const MAKING_LOCK = 727_002;
const ATTEMPTS = 5;

/**
 * Starts the cluster under `folder`, making it at first. A server that a killed process left behind is taken over; one
 * that its owner stops while we come is started anew.
 * The server has a session of its own, so Ctrl-C reaches it only through stop(), after the HTTP server has drained.
 */
export async function startEmbeddedPostgres(folder: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(path.resolve(folder));
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOrJoin(cluster, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !wentAway(error)) throw error;
    }
  }
}

async function startOrJoin(cluster: Cluster, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const port = (await runningPort(cluster)) ?? (await startServer(cluster, options.settings ?? {}));
  const url = (login: string, database: string) => `postgresql://${login}@127.0.0.1:${port}/${database}`;
  const superuser = `postgres:${cluster.password}`;
  const owned = await takeOwnership(url(superuser, 'postgres'), cluster.folder, options);
  await makeDatabase(url(superuser, 'postgres'), cluster.servingPassword);
  return {
    url: url(`${SERVING_ROLE}:${cluster.servingPassword}`, DATABASE),
    ownerUrl: url(superuser, DATABASE),
    async stop() {
      if (owned === null) return;
      // Held to the end: nobody may believe that a server is theirs which is about to go.
      await stopServer(cluster).finally(() => owned.release());
    },
  };
}

/** Whether the server ended under us: by its name, or as a connection that broke or was not taken any more. */
function wentAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (code === undefined) return /connection terminated|connection error and is not queryable/i.test(error.message);
  return ['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(code));
}

/** What a cluster lacks at its first start, or at its first start with a release that knows of the serving role. */
async function makeDatabase(url: string, servingPassword: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Another process may start at the same moment.
    await client.query('SELECT pg_advisory_lock($1)', [MAKING_LOCK]);
    const { rows } = await client.query<{ database: boolean; role: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) AS database,
              EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $2) AS role`,
      [DATABASE, SERVING_ROLE],
    );
    const verb = rows[0]?.role === true ? 'ALTER' : 'CREATE';
    // The file decides: it may have been lost, or have come from a backup.
    await client.query(`${verb} ROLE ${SERVING_ROLE} LOGIN PASSWORD ${client.escapeLiteral(servingPassword)}`);
    if (rows[0]?.database !== true) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
