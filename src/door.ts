import { createServer, type RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { hangUpOnSilence, type Patience, slowClientLimits } from './http/server-limits.js';
import { StartError } from './start-error.js';

const DRAIN_MS = 10_000;
/** What every answer of the app carries, as far as a line of text needs it. */
const BARE = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

/** The port, taken early, so that nothing is set up for a server that could not listen. */
export interface Door {
  /** Lets the app answer; until then everybody hears 503. */
  open(app: RequestListener): void;
  /** Goes on answering for a while, each time with the hint to connect elsewhere: balancers read /readyz meanwhile. */
  leave(seconds: number): Promise<void>;
  /** Takes no new connection, lets running requests finish, and cuts off those that do not. */
  drain(): Promise<void>;
}

export async function takePort(port: number, patience?: Patience): Promise<Door> {
  let answer: RequestListener = (_req, res) => {
    res
      .writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2', ...BARE })
      .end('Starting; please try again in a moment.\n');
  };
  let isLeaving = false;
  const server = createServer(slowClientLimits(patience), (req, res) => {
    if (isLeaving) res.setHeader('connection', 'close');
    answer(req, res);
  });
  hangUpOnSilence(server, patience);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, resolve);
  });
  return {
    open(app) {
      answer = app;
    },
    async leave(seconds) {
      isLeaving = true;
      await sleep(seconds * 1000);
    },
    async drain() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = Date.now() + DRAIN_MS;
      for (let open = true; open && Date.now() < deadline; ) {
        server.closeIdleConnections();
        open = await Promise.race([closed.then(() => false), sleep(50, true)]);
      }
      server.closeAllConnections();
      await closed;
    },
  };
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartError(`Port ${port} is in use by another program: stop it, or set PORT to another.`);
  }
  if (error.code === 'EACCES') {
    return new StartError(`Port ${port} is reserved for the system: set PORT to one above 1024.`);
  }
  return error;
}
