import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../services/core/context.js';
import { Trouble } from '../services/core/trouble.js';

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface Listening {
  databaseUrl: string;
  channel: string;
  /** What is heard of: "mail", "documents"; for the log and the name of the connection. */
  news: string;
  onNews(): void;
  logger: Logger;
}

/** Hears of what is queued at once, on a connection of its own that comes back after every break. */
export function listen(listening: Listening): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = keepListening(listening, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function keepListening(listening: Listening, signal: AbortSignal): Promise<void> {
  const { news, logger, onNews } = listening;
  // Meanwhile what is new is still found by looking every few seconds.
  const trouble = new Trouble(logger, { begins: `new ${news} is not heard of`, ends: `new ${news} is heard of again` });
  for (let wait = SHORTEST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      await listenUntilBroken(listening, signal, () => {
        trouble.over();
        wait = SHORTEST_WAIT_MS;
        // Something may have been queued while nobody listened.
        if (!signal.aborted) onNews();
      });
    } catch (error) {
      if (!signal.aborted) trouble.met({ err: error });
    }
    await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function listenUntilBroken(
  { databaseUrl, channel, news, onNews }: Listening,
  signal: AbortSignal,
  onListening: () => void,
): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: `countersign ${news}`,
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
  client.on('notification', onNews);
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    onListening();
    await ended;
  } finally {
    signal.removeEventListener('abort', hangUp);
    await client.end().catch(() => undefined);
  }
}
