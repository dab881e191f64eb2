import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { createApp } from '../../src/app.js';
import type { AppDeps } from '../../src/app-deps.js';
import { type TestInstallation, testLog, useInstallation } from './installation.js';

/** The real app on a port of its own, over a real database; ready from beforeAll on. */
export interface TestServer extends TestInstallation {
  readonly baseUrl: string;
  /** fetch of a path of this server; redirects are not followed, so that tests see them. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

type Wishes = NonNullable<Parameters<typeof useInstallation>[0]> &
  Partial<Pick<AppDeps, 'rateLimitScale' | 'trustProxy'>>;

export function useServer(wishes: Wishes = {}): TestServer {
  const test = useInstallation(wishes);
  const server = createServer();
  let baseUrl = '';
  beforeAll(async () => {
    baseUrl = await listen(server);
    // Links and the origin check need the address, which is known only now.
    const app = await createApp({
      installation: { ...test.installation, baseUrl },
      clock: test.clock,
      sidePool: test.sidePool,
      sessionSecret: 'a session secret that only the tests use',
      rateLimitScale: wishes.rateLimitScale ?? 1_000,
      trustProxy: wishes.trustProxy ?? 0,
      log: testLog,
      isReady: async () => true,
    });
    server.on('request', app);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: test.url,
    ownerUrl: test.ownerUrl,
    clock: test.clock,
    get prisma() {
      return test.prisma;
    },
    get sidePool() {
      return test.sidePool;
    },
    get owner() {
      return test.owner;
    },
    get proofFolder() {
      return test.proofFolder;
    },
    get documentFolder() {
      return test.documentFolder;
    },
    get installation() {
      return test.installation;
    },
    get baseUrl() {
      return baseUrl;
    },
    fetch(path, init) {
      // To pack every answer and unpack it again costs more than the way within one machine.
      const headers = new Headers({ 'accept-encoding': 'identity' });
      for (const [name, value] of new Headers(init?.headers)) headers.set(name, value);
      return fetch(new URL(path, baseUrl), { redirect: 'manual', ...init, headers });
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
