import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { migrationsApplied } from './database/migrate.js';
import { takePort } from './door.js';
import { readiness } from './http/readiness.js';
import { createLog } from './log.js';
import { Metrics } from './monitor/metrics.js';
import { type OpenInstallation, openInstallation, systemContext, workerDeps } from './open-installation.js';
import { systemClock } from './services/core/calendar.js';
import type { Context } from './services/core/context.js';
import { bootstrapStaff } from './services/staff/bootstrap-staff.js';
import { type Shutdown, shutdownOnSignal } from './shutdown.js';
import { TIMETABLE } from './timetable.js';
import { startWorker } from './worker.js';

type FirstStaff = Awaited<ReturnType<typeof bootstrapStaff>>;
type Fill = (ctx: Context) => Promise<void>;

/** Database, port, app, worker, and the way back: runs until it is told to stop. `fill` may add demo data before people come. */
export async function serve(config: Config, fill?: Fill): Promise<void> {
  const log = createLog(config);
  const shutdown = shutdownOnSignal(log);
  const metrics = new Metrics();
  try {
    const opened = await open(config, log, shutdown, metrics);
    const door = await takePort(config.port);
    const app = await buildApp({ config, opened, log, shutdown, metrics });
    const worker = config.workerInProcess ? await startWorker(workerDeps(config, opened, log)) : null;
    shutdown.onStop(async () => worker?.stop());
    shutdown.onStop(() => door.drain());
    const ctx = systemContext(opened, 'start');
    await fill?.(ctx);
    // Last of all, because its password is shown only once: nothing after it may fail.
    const firstStaff = await bootstrapStaff(ctx, config.firstStaff);
    announce(config, firstStaff);
    door.open(app);
    shutdown.onLeave(() => door.leave(config.drainSeconds));
  } catch (error) {
    await shutdown.stop();
    throw error;
  }
}

/** Who presses Ctrl-C while the database starts must not leave it running: it is stopped as soon as it is there. */
function open(config: Config, log: Logger, shutdown: Shutdown, metrics: Metrics): Promise<OpenInstallation> {
  const opening = openInstallation(config, log, { countDeeds: metrics.countDeeds });
  shutdown.onStop(() =>
    opening.then(
      (opened) => opened.close(),
      () => undefined,
    ),
  );
  return opening;
}

interface Parts {
  config: Config;
  opened: OpenInstallation;
  log: Logger;
  shutdown: Shutdown;
  metrics: Metrics;
}

/** The app is loaded last: that a port or a database is not to be had is told before the back-office is read from disk. */
async function buildApp({ config, opened, log, shutdown, metrics }: Parts): Promise<Express> {
  const { createApp } = await import('./app.js');
  const { installation, database, secrets } = opened;
  return createApp({
    installation,
    clock: systemClock,
    sidePool: database.sidePool,
    sessionSecret: secrets.sessionSecret,
    rateLimitScale: config.rateLimitScale,
    trustProxy: config.trustProxy,
    log,
    monitored: {
      metrics,
      metricsToken: config.metricsToken,
      mainPool: database.mainPool,
      jobs: TIMETABLE,
    },
    isReady: readiness(
      () => shutdown.isStopping,
      () => migrationsApplied(database.sidePool),
    ),
  });
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
