import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/app.js';
import type { AppDeps } from '../../src/app-deps.js';
import type { TestServer } from '../support/http.js';
import { testLog } from '../support/installation.js';

export type Wishes = Partial<
  Pick<AppDeps, 'isReady' | 'monitored' | 'rateLimitScale' | 'sidePool' | 'trustProxy' | 'log'>
> & {
  baseUrl?: string;
  prisma?: TestServer['prisma'];
};

/** What the same installation is served with. */
export function depsOf(server: TestServer, { baseUrl, prisma, ...wishes }: Wishes = {}): AppDeps {
  const installation = {
    ...server.installation,
    baseUrl: baseUrl ?? server.baseUrl,
    prisma: prisma ?? server.prisma,
  };
  return {
    installation,
    clock: server.clock,
    sidePool: server.sidePool,
    sessionSecret: 'a session secret that only the tests use',
    rateLimitScale: 1_000,
    trustProxy: 0,
    log: testLog,
    isReady: async () => true,
    ...wishes,
  };
}

interface SecondApp {
  /** Where it listens; BASE_URL may say otherwise. */
  url: string;
  close(): Promise<void>;
}

/** The same installation, served once more and otherwise: by https behind a proxy, with strict limits, with a broken database. */
export async function serveAgain(server: TestServer, wishes: Wishes): Promise<SecondApp> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  http.on('request', await createApp(depsOf(server, { baseUrl: address, ...wishes })));
  return {
    url: address,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
