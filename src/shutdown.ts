import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { storageIsBusy } from './services/core/storage.js';

/** npm passes on a Ctrl-C that the terminal has sent us already: within this time both are one. */
const SAME_SIGNAL_MS = 1_000;
const PATIENCE_MS = 25_000;
/** What the storage has begun ends within this time, or does not answer at all. */
const STORAGE_MS = 2_000;

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

/** For tests, which are in a hurry. */
interface Patience {
  patienceMs?: number;
}

/** Stops in order at the first Ctrl-C or SIGTERM and ends with 0, while starting as well; a second one ends at once. */
export function shutdownOnSignal(log: Logger, { patienceMs = PATIENCE_MS }: Patience = {}): Shutdown {
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
  const end = (code: number) => endWith(code, log, shutdown, patienceMs);
  const onSignal = (signal: string) => {
    if (signalledAt !== null) {
      if (Date.now() - signalledAt > SAME_SIGNAL_MS) endNow();
      return;
    }
    signalledAt = Date.now();
    log.info({ signal }, 'stopping');
    if (signal !== 'SIGTERM') return end(0);
    leave().finally(() => end(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // What nobody caught leaves the process in an unknown state: end in order, and let the supervisor start again.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught');
    if (stopping !== null) void exit(1, log);
    else end(1);
  });
  return shutdown;
}

async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}

function endWith(code: number, log: Logger, shutdown: Shutdown, patienceMs: number): void {
  setTimeout(() => {
    log.error('stopping took too long');
    endNow();
  }, patienceMs).unref();
  shutdown.stop().then(
    () => exit(code, log),
    (error: unknown) => {
      log.error({ err: error }, 'stopping failed');
      return exit(1, log);
    },
  );
}

/** process.exit waits for the threads of the pool: for ever when one of them hangs in a storage that went away. */
async function exit(code: number, log: Logger): Promise<void> {
  for (const until = Date.now() + STORAGE_MS; storageIsBusy(); await sleep(20)) {
    if (Date.now() < until) continue;
    log.error('the storage does not answer');
    endNow();
  }
  process.exit(code);
}

/**
 * A signal waits for nobody. The first process of a container ignores those it sends itself, and aborts. The log is written
 * at once, and an own database that still runs is taken over by the next start, as after any kill -9.
 */
function endNow(): never {
  process.kill(process.pid, 'SIGKILL');
  process.abort();
}
