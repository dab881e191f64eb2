import { createLog } from './log.js';
import { main } from './main.js';
import { openInstallation, workerDeps } from './open-installation.js';
import { stopOnSignal } from './shutdown.js';
import { startWorker } from './worker.js';

/** `npm run worker`: the timetable and the mail in a process of their own; the server then runs with WORKER=separate. */
await main(async (config) => {
  const log = createLog(config);
  const opened = await openInstallation(config, log, { attach: true });
  const worker = await startWorker(workerDeps(config, opened, log));
  log.info('the worker runs');
  stopOnSignal(log, async () => {
    await worker.stop();
    await opened.close();
  });
});
