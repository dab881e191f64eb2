import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFolder } from '../src/project-folder.js';
import type { BenchInstallation } from './bench-installation.js';
import { milliseconds } from './statistics.js';

/** `npm run verify` on the installation; throws with what it said when a truth is broken. */
export async function verify({ settings }: BenchInstallation): Promise<number> {
  return milliseconds(async () => {
    const child = spawn(process.execPath, ['dist/scripts/verify.js'], {
      cwd: projectFolder,
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`verify found broken truths:\n${Buffer.concat(said).toString().slice(0, 5_000)}`);
  });
}
