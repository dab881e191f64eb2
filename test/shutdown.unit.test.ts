import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HangingFile, hangingFile } from '../scripts/chaos/hanging-file.js';

/** All that Node has. */
const THREADS = 4;

let folder = '';
let pipe: HangingFile | null = null;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-shutdown-'));
  pipe = hangingFile(path.join(folder, 'pipe'));
});
afterAll(async () => {
  pipe?.letGo();
  await rm(folder, { recursive: true, force: true });
});

describe('a process that is told to end', () => {
  it('ends in order', async () => {
    expect(await endOf({ threads: 0, closing: 'at once' })).toMatchObject({ code: 0, signal: null });
  });

  it('ends although its threads hang in a disk that went away', async () => {
    const end = await endOf({ threads: THREADS, closing: 'at once' });
    expect(end).toMatchObject({ signal: 'SIGKILL', said: expect.stringContaining('the disk does not answer') });
  });

  it('ends although what it closes never ends, and its threads hang as well', async () => {
    const end = await endOf({ threads: THREADS, closing: 'never' });
    expect(end).toMatchObject({ signal: 'SIGKILL', said: expect.stringContaining('stopping took too long') });
  });
});

interface Hindrance {
  threads: number;
  closing: 'at once' | 'never';
}

/** How it ended, within the patience that a supervisor has; one that does not end is killed, which fails the test. */
async function endOf({ threads, closing }: Hindrance) {
  const program = path.join(import.meta.dirname, 'hanging-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, path.join(folder, 'pipe'), `${threads}`, closing]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  const closed = once(child, 'close');
  while (!said.includes('running')) await Promise.race([once(child.stdout, 'data'), closed]);
  child.kill('SIGTERM');
  const ended = await Promise.race([closed.then(() => true), sleep(20_000, false, { ref: false })]);
  if (!ended) {
    child.kill('SIGKILL');
    throw new Error(`it did not end; it said:\n${said}`);
  }
  return { code: child.exitCode, signal: child.signalCode, said };
}
