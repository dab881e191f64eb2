import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Between the product and its PostgreSQL: what a network does when it fails. */
export interface CuttingProxy {
  readonly port: number;
  /** Where the database is; it may come back on another port. */
  aimAt(port: number): void;
  /** Breaks every connection there is; answers how many. */
  cut(): number;
  /** On the connections that are open now, the next COMMIT arrives and is done, and its answer is lost. */
  loseNextCommits(): void;
  /** How many answers to a COMMIT were lost. */
  lostCommits(): number;
  close(): Promise<void>;
}

// A statement travels as its text and a zero byte.
const COMMIT = Buffer.from('COMMIT\0');

export async function startCuttingProxy(): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = 0;
  let losing: ReadonlySet<readonly [Socket, Socket]> = new Set();
  let lost = 0;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
    let committing = false;
    near.on('data', (chunk) => {
      if (losing.has(pair) && chunk.includes(COMMIT)) committing = true;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (!committing) return void near.write(chunk);
      lost += 1;
      end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    const open = pairs.size;
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    return open;
  };
  return {
    port: (server.address() as AddressInfo).port,
    aimAt(port) {
      target = port;
    },
    cut,
    loseNextCommits() {
      losing = new Set(pairs);
    },
    lostCommits: () => lost,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
