import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Between the product and its PostgreSQL: what a network does when it fails. */
export interface CuttingProxy {
  readonly port: number;
  /** The address of the database, which may come back on another port. */
  aimAt(url: string): void;
  /** Breaks every connection there is; answers how many. */
  cut(): number;
  /** On the connections that are in a transaction now, the next COMMIT arrives and is done, and its answer is lost. */
  loseNextCommits(): void;
  /** Connections that are in a transaction now fall silent until they are thawed; answers how many. */
  freeze(): number;
  thaw(): void;
  /** How many answers to a COMMIT were lost. */
  lostCommits(): number;
  close(): Promise<void>;
}

const POSTGRES_PORT = 5432;

// A statement travels as its text and a zero byte.
const COMMIT = Buffer.from('COMMIT\0');
/** "Ready", said after every statement: idle, or inside a transaction. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);
const IN_TRANSACTION = 'T'.charCodeAt(0);

interface Pair {
  near: Socket;
  far: Socket;
  inTransaction: boolean;
}

export async function startCuttingProxy(): Promise<CuttingProxy> {
  const pairs = new Set<Pair>();
  let target = { host: '', port: 0 };
  let losing: ReadonlySet<Pair> = new Set();
  let lost = 0;
  let frozen: Pair[] = [];
  const server = createServer((near) => {
    const far = connect(target);
    const pair: Pair = { near, far, inTransaction: false };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of [near, far]) socket.destroy();
    };
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end);
    let committing = false;
    near.on('data', (chunk) => {
      if (losing.has(pair) && chunk.includes(COMMIT)) committing = true;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      const ready = chunk.lastIndexOf(READY);
      if (ready !== -1) pair.inTransaction = chunk[ready + READY.length] === IN_TRANSACTION;
      if (!committing) return void near.write(chunk);
      lost += 1;
      end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    const open = pairs.size;
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    return open;
  };
  return {
    port: (server.address() as AddressInfo).port,
    aimAt(url) {
      const { hostname: host, port } = new URL(url);
      target = { host, port: Number(port || POSTGRES_PORT) };
    },
    cut,
    loseNextCommits() {
      losing = new Set([...pairs].filter(({ inTransaction }) => inTransaction));
    },
    freeze() {
      frozen = [...pairs].filter(({ inTransaction }) => inTransaction);
      for (const { near, far } of frozen) for (const socket of [near, far]) socket.pause();
      return frozen.length;
    },
    thaw() {
      for (const { near, far } of frozen) for (const socket of [near, far]) socket.resume();
      frozen = [];
    },
    lostCommits: () => lost,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
