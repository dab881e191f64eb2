import type { Logger } from 'pino';

/** npm passes on a Ctrl-C that the terminal has sent us already: within this time both are one. */
const SAME_SIGNAL_MS = 1_000;
const PATIENCE_MS = 25_000;

/** Runs `stop` at the first Ctrl-C or SIGTERM and ends with 0; a second one ends at once. */
export function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let firstAt: number | null = null;
  const onSignal = (signal: string) => {
    if (firstAt !== null) {
      if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    firstAt = Date.now();
    log.info({ signal }, 'stopping');
    end(log, stop, 0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // What nobody caught leaves the process in an unknown state: end in order, and let the supervisor start again.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught');
    if (firstAt !== null) process.exit(1);
    firstAt = Date.now();
    end(log, stop, 1);
  });
}

function end(log: Logger, stop: () => Promise<void>, code: number): void {
  setTimeout(() => {
    log.error('stopping took too long');
    process.exit(1);
  }, PATIENCE_MS).unref();
  stop().then(
    () => process.exit(code),
    (error: unknown) => {
      log.error({ err: error }, 'stopping failed');
      process.exit(1);
    },
  );
}
