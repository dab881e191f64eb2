import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../core/context.js';
import { MAIL_CHANNEL } from '../core/outbox.js';
import { Trouble } from '../core/trouble.js';

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Hears of queued mail at once, on a connection of its own that comes back after every break. */
export function listenForMail(databaseUrl: string, onMail: () => void, logger: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = keepListening(databaseUrl, onMail, logger, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function keepListening(
  databaseUrl: string,
  onMail: () => void,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  // Meanwhile mail is still found by looking every few seconds.
  const trouble = new Trouble(logger, { begins: 'new mail is not heard of', ends: 'new mail is heard of again' });
  for (let wait = SHORTEST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      await listenUntilBroken(databaseUrl, signal, onMail, () => {
        trouble.over();
        wait = SHORTEST_WAIT_MS;
        // Something may have been queued while nobody listened.
        if (!signal.aborted) onMail();
      });
    } catch (error) {
      if (!signal.aborted) trouble.met({ err: error });
    }
    await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function listenUntilBroken(
  databaseUrl: string,
  signal: AbortSignal,
  onMail: () => void,
  onListening: () => void,
): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'countersign mail',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  let hangUp = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('end', resolve);
    // Not client.end(): called while it connects, that leaves connect() waiting for ever.
    hangUp = resolve;
  });
  ended.catch(() => undefined);
  client.on('notification', onMail);
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    await client.connect();
    await client.query(`LISTEN ${MAIL_CHANNEL}`);
    onListening();
    await ended;
  } finally {
    signal.removeEventListener('abort', hangUp);
    await client.end().catch(() => undefined);
  }
}
