import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { createApp } from '../src/app.js';
import { connectDatabase } from '../src/database/connect.js';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.js';
import { migrate } from '../src/database/migrate.js';
import { grantServingRole } from '../src/database/serving-role.js';
import { openPdfMaker } from '../src/pdf/pdf-maker.js';
import { systemClock } from '../src/services/core/calendar.js';
import type { Context, Installation } from '../src/services/core/context.js';
import { hashPassword } from '../src/services/core/passwords.js';
import { secretBox } from '../src/services/core/secrets.js';
import { localStorage } from '../src/services/core/storage.js';
import { getSealKey } from '../src/services/documents/seal-key.js';
import { loadReferenceData } from '../src/services/setup/load-reference-data.js';
import { actorOf } from '../src/services/staff/staff-actor.js';

/** The product as it runs, on a PostgreSQL and a folder of its own that are thrown away afterwards. */
export interface BenchInstallation {
  /** A bare connection of the tables' owner, for loading rows and for the hand-written statement. */
  client: pg.Client;
  baseUrl: string;
  /** A finance colleague. */
  staff: { email: string; password: string; context: Context };
  close(): Promise<void>;
}

const STAFF = { email: 'bench@staff.example', password: 'a password for the bench' };

export async function openBench(): Promise<BenchInstallation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'));
  // The database's system user passes through here.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'), { owner: 'npm run bench' });
  await migrate(postgres.ownerUrl);
  await grantServingRole(postgres);
  const database = connectDatabase({ url: postgres.url, poolSize: 10, sidePoolSize: 4 }, (error) =>
    console.error(error.message),
  );
  await loadReferenceData(database);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log = pino({ level: 'error' });
  const kept = { prisma: database.prisma, secrets: secretBox('an encryption key for the bench'), baseUrl };
  const pdf = openPdfMaker(() => getSealKey(kept));
  const installation: Installation = {
    ...kept,
    proofs: localStorage(path.join(folder, 'proofs')),
    documents: localStorage(path.join(folder, 'documents')),
    pdf,
    staffInbox: 'staff@bench.example',
    mailConfigured: false,
    logger: log,
  };
  const person = await database.prisma.staffUser.create({
    data: { email: STAFF.email, fullName: 'Bench', role: 'finance', passwordHash: await hashPassword(STAFF.password) },
  });
  const app = await createApp({
    installation,
    clock: systemClock,
    sidePool: database.sidePool,
    sessionSecret: 'a session secret for the bench',
    rateLimitScale: 1_000,
    trustProxy: 0,
    log,
    isReady: async () => true,
  });
  server.on('request', app);
  const client = new pg.Client({ connectionString: postgres.ownerUrl });
  await client.connect();
  return {
    client,
    baseUrl,
    staff: {
      ...STAFF,
      context: { installation, actor: actorOf(person), clock: systemClock, requestId: 'bench', ipAddress: '127.0.0.1' },
    },
    async close() {
      await closeServer(server);
      await app.locals.close?.();
      await client.end();
      await pdf.close();
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
