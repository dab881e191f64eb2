import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small balancer: new requests go, in turn, to the servers whose /readyz answers 200. It repeats nothing. */
export interface Balancer {
  readonly url: string;
  /** Requests that reached no server, or whose connection broke. */
  readonly failed: string[];
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 250;

export async function startBalancer(port: number, backends: number[]): Promise<Balancer> {
  const ready = new Set<number>();
  const failed: string[] = [];
  // Idle connections are closed before a server would close them: else a request could meet a closing one.
  const agent = new Agent({ keepAlive: true, timeout: 2_000 });
  let turn = 0;
  const look = async () => {
    await Promise.all(
      backends.map(async (backend) => {
        const signal = AbortSignal.timeout(1_000);
        const answer = await fetch(`http://127.0.0.1:${backend}/readyz`, { signal }).catch(() => null);
        if (answer?.status === 200) ready.add(backend);
        else ready.delete(backend);
      }),
    );
  };
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  const server = createServer((req, res) => {
    turn += 1;
    const backend = [...ready][turn % Math.max(1, ready.size)];
    if (backend === undefined) return fail(failed, res, `no server was ready for ${req.method} ${req.url}`);
    forward(agent, backend, req, res, (why) => fail(failed, res, `${req.method} ${req.url} at ${backend}: ${why}`));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  await look();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failed,
    async close() {
      clearInterval(looking);
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(agent: Agent, port: number, req: IncomingMessage, res: ServerResponse, onFail: (why: string) => void) {
  const { method, url: path, headers } = req;
  const onward = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
    const { connection: _hop, 'keep-alive': _time, ...rest } = answer.headers;
    res.writeHead(answer.statusCode ?? 502, rest);
    answer.pipe(res);
    answer.on('error', (error) => res.destroy(error));
  });
  onward.on('error', (error) => onFail(error.message));
  req.pipe(onward);
}

function fail(failed: string[], res: ServerResponse, why: string): void {
  failed.push(why);
  if (res.headersSent) res.destroy();
  else res.writeHead(502).end();
}
