import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { migrationsApplied } from './database/migrate.js';
import { createLog } from './log.js';
import { type OpenInstallation, openInstallation } from './open-installation.js';
import { systemClock } from './services/core/calendar.js';
import type { Context } from './services/core/context.js';
import { newId } from './services/core/ids.js';
import { bootstrapStaff } from './services/staff/bootstrap-staff.js';
import { drain, stopOnSignal } from './shutdown.js';
import { StartError } from './start-error.js';
import { startWorker } from './worker.js';

type FirstStaff = Awaited<ReturnType<typeof bootstrapStaff>>;
type Fill = (ctx: Context) => Promise<void>;

/** Database, app, worker, and the way back: runs until it is told to stop. `fill` may add demo data before people come. */
export async function serve(config: Config, fill?: Fill): Promise<void> {
  const log = createLog(config.logLevel);
  const opened = await openInstallation(config, log);
  const state = { stopping: false };
  try {
    const ctx = systemContext(opened, 'start');
    const firstStaff = await bootstrapStaff(ctx, config.firstStaff);
    await fill?.(ctx);
    const app = await buildApp(config, opened, log, state);
    const server = await listen(app, config.port);
    const worker = config.workerInProcess
      ? await startWorker({
          installation: opened.installation,
          clock: systemClock,
          databaseUrl: opened.databaseUrl,
          smtp: config.smtp,
          log,
        })
      : null;
    announce(config, firstStaff);
    stopOnSignal(log, async () => {
      state.stopping = true;
      await drain(server);
      await worker?.stop();
      await closeApp(app);
      await opened.close();
    });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

export function systemContext({ installation }: Pick<OpenInstallation, 'installation'>, label: string): Context {
  return { installation, actor: { type: 'system', label }, clock: systemClock, requestId: newId(), ipAddress: '' };
}

function buildApp(
  config: Config,
  opened: OpenInstallation,
  log: Logger,
  state: { stopping: boolean },
): Promise<Express> {
  const { installation, database, secrets } = opened;
  return createApp({
    installation,
    clock: systemClock,
    sidePool: database.sidePool,
    sessionSecret: secrets.sessionSecret,
    rateLimitScale: config.rateLimitScale,
    trustProxy: config.trustProxy,
    log,
    isReady: async () => !state.stopping && (await migrationsApplied(database.sidePool).catch(() => false)),
  });
}

function listen(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(app);
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, () => resolve(server));
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use by another program: stop it, or set PORT to another.`);
  if (error.code === 'EACCES')
    return new StartError(`Port ${port} is reserved for the system: set PORT to one above 1024.`);
  return error;
}

/** What the app holds open besides the database: session stores and their timers. */
async function closeApp(app: Express): Promise<void> {
  const close: unknown = app.locals.close;
  if (typeof close === 'function') await close();
}

function announce({ baseUrl, smtp }: Config, firstStaff: FirstStaff): void {
  const lines = [`Countersign runs at ${baseUrl}`, `Back-office:        ${baseUrl}/admin`];
  if (firstStaff !== null && firstStaff.generatedPassword !== null) {
    lines.push(
      `First superadmin:   ${firstStaff.email}`,
      `Password:           ${firstStaff.generatedPassword}   (shown only this once)`,
    );
  }
  if (smtp === null)
    lines.push('Mail:               kept in the outbox, to be read in the back-office (set SMTP_URL to send it)');
  console.log(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}
