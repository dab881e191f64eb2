import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { makeDataFolder } from './data-folder.js';
import { connectDatabase, type Database } from './database/connect.js';
import { openDatabaseServer } from './database/database-server.js';
import { migrate } from './database/migrate.js';
import { grantServingRole } from './database/serving-role.js';
import { type Secrets, secretsOf } from './kept-secrets.js';
import { openPdfMaker } from './pdf/pdf-maker.js';
import { systemClock } from './services/core/calendar.js';
import type { Context, Installation } from './services/core/context.js';
import { newId } from './services/core/ids.js';
import { secretBox } from './services/core/secrets.js';
import { localStorage } from './services/core/storage.js';
import { getSealKey } from './services/documents/seal-key.js';
import { loadReferenceData } from './services/setup/load-reference-data.js';
import type { WorkerDeps } from './worker-deps.js';

/** An installation with its database running, migrated and filled with the rows that every installation starts with. */
export interface OpenInstallation {
  installation: Installation;
  database: Database;
  databaseUrl: string;
  secrets: Secrets;
  /** What makes PDFs, then the connections, then the embedded server when it is ours. */
  close(): Promise<void>;
}

interface Wishes {
  /** Share the embedded database of a server that runs already, as a worker or a script does. */
  attach?: boolean;
  countDeeds?: NonNullable<Installation['countDeeds']>;
}

export async function openInstallation(
  config: Config,
  log: Logger,
  { attach = false, countDeeds }: Wishes = {},
): Promise<OpenInstallation> {
  await makeDataFolder(config.dataDir);
  const owner = attach ? 'a worker or a script' : config.baseUrl;
  const server = await openDatabaseServer(config, { owner, attach });
  try {
    await migrate(server.ownerUrl);
    await grantServingRole(server);
    const secrets = await secretsOf(config);
    const settings = { url: server.url, poolSize: config.databasePoolSize, sidePoolSize: config.sidePoolSize };
    const database = connectDatabase(settings, (error) => log.warn({ err: error }, 'a database connection broke'));
    await loadReferenceData(database);
    const kept = { prisma: database.prisma, secrets: secretBox(secrets.encryptionKey), baseUrl: config.baseUrl };
    const pdf = openPdfMaker(() => getSealKey(kept));
    return {
      installation: {
        ...kept,
        proofs: localStorage(path.join(config.dataDir, 'proofs')),
        documents: localStorage(path.join(config.dataDir, 'documents')),
        pdf,
        staffInbox: config.staffInbox,
        mailConfigured: config.smtp !== null,
        logger: log,
        ...(countDeeds === undefined ? {} : { countDeeds }),
      },
      database,
      databaseUrl: server.url,
      secrets,
      async close() {
        await pdf.close();
        await database.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The system itself acts: at start, in jobs and in scripts. */
export function systemContext({ installation }: OpenInstallation, label: string): Context {
  return { installation, actor: { type: 'system', label }, clock: systemClock, requestId: newId(), ipAddress: '' };
}

export function workerDeps(config: Config, { installation, databaseUrl }: OpenInstallation, log: Logger): WorkerDeps {
  return { installation, clock: systemClock, databaseUrl, smtp: config.smtp, log };
}
