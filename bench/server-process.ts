import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../src/project-folder.js';

/** A program in a process of its own that answers HTTP on the loopback: the product, or the bare one beside it. */
export interface ServerProcess {
  baseUrl: string;
  /** From the start of the process until /readyz said yes. */
  readyInMs: number;
  /** Resident memory in bytes, now. */
  memory(): Promise<number>;
  /** The highest it has been since it was last forgotten; null where the system does not tell. */
  peakMemory(): Promise<number | null>;
  forgetPeak(): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function startProduct(settings: Record<string, string>): Promise<ServerProcess> {
  return startProcess(['dist/src/server.js'], { NODE_ENV: 'production', LOG_LEVEL: 'error', ...settings }, '/readyz');
}

export async function startProcess(
  args: string[],
  settings: Record<string, string>,
  readyPath: string,
): Promise<ServerProcess> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: projectFolder,
    env: {
      PATH,
      HOME,
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
      PORT: String(port),
      BASE_URL: baseUrl,
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    said.push(chunk.toString());
    if (said.length > 50) said.shift();
  });
  await answers(`${baseUrl}${readyPath}`, child, said);
  const readyInMs = performance.now() - started;
  const proc = `/proc/${child.pid}`;
  return {
    baseUrl,
    readyInMs,
    memory: async () => (await statusLine(proc, 'VmRSS')) ?? 0,
    peakMemory: () => statusLine(proc, 'VmHWM'),
    // Linux forgets the peak when it is told "5".
    forgetPeak: () => writeFile(`${proc}/clear_refs`, '5').catch(() => undefined),
    stop: () => stop(child),
  };
}

async function answers(url: string, child: ChildProcess, said: string[]): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said.join('')}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server was not ready after a minute: ${said.join('')}`);
    }
    const ready = await fetch(url).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.ok;
      },
      () => false,
    );
    if (ready) return;
    await sleep(5);
  }
}

async function statusLine(proc: string, name: string): Promise<number | null> {
  const status = await readFile(`${proc}/status`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(late);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
