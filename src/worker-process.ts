import { createLog } from './log.js';
import { main } from './main.js';
import { openInstallation, workerDeps } from './open-installation.js';
import { shutdownOnSignal } from './shutdown.js';
import { startWorker } from './worker.js';

/** `npm run worker`: the timetable and the mail in a process of their own; the server then runs with WORKER=separate. */
await main(async (config) => {
  const log = createLog(config);
  const shutdown = shutdownOnSignal(log);
  const opened = await openInstallation(config, log, { attach: true });
  shutdown.onStop(() => opened.close());
  const worker = await startWorker(workerDeps(config, opened, log));
  shutdown.onStop(() => worker.stop());
  log.info('the worker runs');
});
