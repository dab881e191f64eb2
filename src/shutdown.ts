import type { Logger } from 'pino';

/** npm passes on a Ctrl-C that the terminal has sent us already: within this time both are one. */
const SAME_SIGNAL_MS = 1_000;
const PATIENCE_MS = 25_000;

/** What is open, to be closed in the reverse order of its opening. */
export interface Shutdown {
  /** From the first signal on. */
  readonly isStopping: boolean;
  /** What comes before closing when an orchestrator ends us; who presses Ctrl-C does not wait for it. */
  onLeave(leave: () => Promise<unknown>): void;
  onStop(close: () => Promise<unknown>): void;
  /** Closes everything, once, however often it is asked. */
  stop(): Promise<void>;
}

/** Stops in order at the first Ctrl-C or SIGTERM and ends with 0, while starting as well; a second one ends at once. */
export function shutdownOnSignal(log: Logger): Shutdown {
  const closers: (() => Promise<unknown>)[] = [];
  let leave: () => Promise<unknown> = async () => undefined;
  let stopping: Promise<void> | null = null;
  let signalledAt: number | null = null;
  const shutdown: Shutdown = {
    get isStopping() {
      return signalledAt !== null || stopping !== null;
    },
    onLeave(before) {
      leave = before;
    },
    onStop: (close) => void closers.push(close),
    stop() {
      stopping ??= closeAll(closers);
      return stopping;
    },
  };
  const onSignal = (signal: string) => {
    if (signalledAt !== null) {
      if (Date.now() - signalledAt > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    signalledAt = Date.now();
    log.info({ signal }, 'stopping');
    if (signal !== 'SIGTERM') return endWith(0, log, shutdown);
    leave().finally(() => endWith(0, log, shutdown));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // What nobody caught leaves the process in an unknown state: end in order, and let the supervisor start again.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught');
    if (stopping !== null) process.exit(1);
    endWith(1, log, shutdown);
  });
  return shutdown;
}

async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}

function endWith(code: number, log: Logger, shutdown: Shutdown): void {
  setTimeout(() => {
    log.error('stopping took too long');
    process.exit(1);
  }, PATIENCE_MS).unref();
  shutdown.stop().then(
    () => process.exit(code),
    (error: unknown) => {
      log.error({ err: error }, 'stopping failed');
      process.exit(1);
    },
  );
}
