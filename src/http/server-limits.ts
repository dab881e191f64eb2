import type { Server, ServerOptions } from 'node:http';

/** How long a client may take. */
export interface Patience {
  headersSeconds: number;
  /** For the whole request, its file included. */
  requestSeconds: number;
  /** Without a byte in either direction: also for clients that do not take their answer. */
  silenceSeconds: number;
}

/** A slip of 10 MB over a slow phone takes two minutes; the longest bulk action answers within three. */
const PATIENCE: Patience = { headersSeconds: 15, requestSeconds: 120, silenceSeconds: 180 };

/** For createServer: a client that sends its request byte by byte is hung up on with 408. */
export function slowClientLimits({ headersSeconds, requestSeconds } = PATIENCE): ServerOptions {
  return {
    headersTimeout: headersSeconds * 1000,
    requestTimeout: requestSeconds * 1000,
    connectionsCheckingInterval: Math.min(5_000, headersSeconds * 250),
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16 * 1024,
  };
}

export function hangUpOnSilence(server: Server, { silenceSeconds } = PATIENCE): void {
  server.setTimeout(silenceSeconds * 1000);
}
