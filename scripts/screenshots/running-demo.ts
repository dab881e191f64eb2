import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../../src/project-folder.js';

export interface RunningDemo {
  baseUrl: string;
  stop(): Promise<void>;
}

const PATIENCE_MS = 5 * 60_000;

/** A demo on data of its own that ends with the pictures; or one that runs already, at the address given. */
export async function runDemo(address: string | undefined): Promise<RunningDemo> {
  if (address !== undefined) {
    await readiness(address, () => false);
    return { baseUrl: address, stop: async () => undefined };
  }
  const program = path.join(projectFolder, 'dist/scripts/demo.js');
  if (!existsSync(program)) throw new Error('The product is not compiled. Run "npm run build" first.');
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-screenshots-'));
  // Passable for the database's own system user.
  await chmod(folder, 0o711);
  const port = await freePort();
  const env = { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', PORT: String(port), DATA_DIR: folder };
  const child = spawn(process.execPath, [program], {
    cwd: projectFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  const baseUrl = `http://localhost:${port}`;
  await readiness(baseUrl, () => child.exitCode !== null);
  return {
    baseUrl,
    async stop() {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readiness(baseUrl: string, hasEnded: () => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    if (hasEnded()) throw new Error('The demo ended before it was ready.');
    const answer = await fetch(new URL('/readyz', baseUrl)).catch(() => null);
    if (answer?.ok === true) return;
    await sleep(500);
  }
  throw new Error('The demo was not ready in time.');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
