import { PrismaClient } from '@prisma/client';
import pg from 'pg';
import { ReleasingPrismaPg } from './releasing-adapter.js';

export interface DatabaseSettings {
  url: string;
  poolSize: number;
  /** Sessions, limits and health checks: busy writers never keep people from being recognised. */
  sidePoolSize: number;
  /** How long one answer may take; verification asks about whole tables and brings more. */
  patienceMs?: number;
}

export interface Database {
  prisma: PrismaClient;
  /** What prisma works with, to be counted. */
  mainPool: Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount' | 'options'>;
  sidePool: pg.Pool;
  close(): Promise<void>;
}

type OnError = (error: Error) => void;

const LOCK_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** `onError` hears of connections that broke while idle; without it a restart of the database would end the process. */
export function connectDatabase(settings: DatabaseSettings, onError: OnError): Database {
  let closing = false;
  // Connections hang up after their pool has ended; what the server says to them then is no news.
  const report: OnError = (error) => {
    if (!closing) onError(error);
  };
  const pool = openPool(settings, settings.poolSize, 'countersign', report);
  const sidePool = openPool(settings, settings.sidePoolSize, 'countersign side', report);
  const adapter = new ReleasingPrismaPg(pool, { onConnectionError: report });
  const prisma = new PrismaClient({ adapter });
  return {
    prisma,
    mainPool: pool,
    sidePool,
    async close() {
      closing = true;
      await prisma.$disconnect();
      await Promise.all([pool.end(), sidePool.end()]);
    },
  };
}

function openPool({ url, patienceMs }: DatabaseSettings, max: number, name: string, onError: OnError): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // The server gives up first and says why; this is for a server that has gone silent.
    query_timeout: patienceMs ?? STATEMENT_TIMEOUT_MS + 5_000,
    // Prisma's own timeout does not interrupt a statement that waits for a lock.
    options: [
      `-c lock_timeout=${LOCK_TIMEOUT_MS}`,
      `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
      `-c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`,
      '-c timezone=UTC',
    ].join(' '),
  });
  pool.on('error', onError);
  return pool;
}
