import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { connectDatabase, type Database } from '../src/database/connect.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { grantServingRole } from '../src/database/serving-role.js';
import { type OpenPdfMaker, openPdfMaker } from '../src/pdf/pdf-maker.js';
import { systemClock } from '../src/services/core/calendar.js';
import type { Context, Installation } from '../src/services/core/context.js';
import { hashPassword } from '../src/services/core/passwords.js';
import { secretBox } from '../src/services/core/secrets.js';
import { localStorage } from '../src/services/core/storage.js';
import { getSealKey } from '../src/services/documents/seal-key.js';
import { sealRows } from '../src/services/seals/seal-rows.js';
import { loadReferenceData } from '../src/services/setup/load-reference-data.js';
import { actorOf } from '../src/services/staff/staff-actor.js';
import { loadHistory } from './load.js';
import { type ServerProcess, startProduct } from './server-process.js';
import { milliseconds, ms } from './statistics.js';

/** An installation filled with a past, on a PostgreSQL and a folder of its own that are thrown away afterwards. */
export interface BenchInstallation {
  payments: number;
  loadedInMs: number;
  sealedInMs: number;
  /** Of the role that serves. */
  databaseUrl: string;
  /** A bare connection of the tables' owner, for loading rows and for the hand-written statement. */
  client: pg.Client;
  /** Where PostgreSQL writes its log. */
  databaseLog: string;
  /** A finance colleague, for services called in this process. */
  staff: { email: string; password: string; context: Context };
  /** The environment in which a process of the product works on this installation. */
  settings: Record<string, string>;
  /** The product, without a worker, that parts share. */
  server(): Promise<ServerProcess>;
  close(): Promise<void>;
}

const STAFF = { email: 'bench@staff.example', password: 'a password for the bench' };
const ENCRYPTION_KEY = 'an encryption key that only the bench uses';

export async function openBench(payments: number): Promise<BenchInstallation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'));
  // The database's system user passes through here.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'), { owner: 'npm run bench' });
  try {
    return await fill(folder, postgres, payments);
  } catch (error) {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function fill(folder: string, postgres: EmbeddedPostgres, payments: number): Promise<BenchInstallation> {
  await migrate(postgres.ownerUrl);
  await grantServingRole(postgres);
  const database = connectDatabase({ url: postgres.url, poolSize: 10, sidePoolSize: 1 }, (error) =>
    console.error(error.message),
  );
  await loadReferenceData(database);
  const person = await database.prisma.staffUser.create({
    data: {
      email: STAFF.email,
      fullName: 'Bench',
      role: 'superadmin',
      passwordHash: await hashPassword(STAFF.password),
    },
  });
  const client = new pg.Client({ connectionString: postgres.ownerUrl });
  await client.connect();
  process.stdout.write(`loading ${payments.toLocaleString('en')} payments … `);
  const loadedInMs = await milliseconds(() => loadHistory(client, payments));
  const { installation, pdf } = services(folder, database);
  const context = {
    installation,
    actor: actorOf(person),
    clock: systemClock,
    requestId: 'bench',
    ipAddress: '127.0.0.1',
  };
  // As the worker would have done in the course of those months.
  const sealedInMs = await milliseconds(() => sealRows(context));
  console.log(`${ms(loadedInMs)}, sealed in ${ms(sealedInMs)}`);
  const settings = {
    DATABASE_URL: postgres.url,
    MIGRATION_DATABASE_URL: postgres.ownerUrl,
    DATA_DIR: folder,
    SESSION_SECRET: 'a session secret that only the bench uses',
    ENCRYPTION_KEY,
    RATE_LIMIT_SCALE: '100000',
  };
  let server: Promise<ServerProcess> | null = null;
  return {
    payments,
    loadedInMs,
    sealedInMs,
    databaseUrl: postgres.url,
    client,
    databaseLog: path.join(folder, 'postgres/cluster/server.log'),
    staff: { ...STAFF, context },
    settings,
    server() {
      server ??= startProduct({ ...settings, WORKER: 'separate' });
      return server;
    },
    async close() {
      await server?.then((running) => running.stop()).catch(() => undefined);
      await client.end();
      await pdf.close();
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function services(folder: string, { prisma }: Database): { installation: Installation; pdf: OpenPdfMaker } {
  const kept = { prisma, secrets: secretBox(ENCRYPTION_KEY), baseUrl: 'http://localhost:3000' };
  const pdf = openPdfMaker(() => getSealKey(kept));
  const installation = {
    ...kept,
    proofs: localStorage(path.join(folder, 'proofs')),
    documents: localStorage(path.join(folder, 'documents')),
    pdf,
    staffInbox: 'staff@bench.example',
    mailConfigured: false,
    logger: pino({ level: 'error' }),
  };
  return { installation, pdf };
}
