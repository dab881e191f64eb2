import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newId } from '../src/services/core/ids.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-shutdown-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.concurrent('a process that is told to end', () => {
  it('ends in order', async () => {
    expect(await endOf({ hanging: 'nothing', closing: 'at once' })).toMatchObject({ code: 0, signal: null });
  });

  it('ends although its storage hangs', async () => {
    const end = await endOf({ hanging: 'storage', closing: 'at once' });
    expect(end).toMatchObject({ signal: 'SIGKILL', said: expect.stringContaining('the storage does not answer') });
  });

  it('ends although what it closes never ends, and a thread hangs', async () => {
    const end = await endOf({ hanging: 'start', closing: 'never' });
    expect(end).toMatchObject({ signal: 'SIGKILL', said: expect.stringContaining('stopping took too long') });
  });

  it('ends at the second Ctrl-C, although a thread hangs', async () => {
    const end = await endOf({ hanging: 'start', closing: 'never', again: true });
    expect(end).toMatchObject({ signal: 'SIGKILL', said: expect.not.stringContaining('stopping took too long') });
  });
});

interface Hindrance {
  hanging: 'nothing' | 'storage' | 'start';
  closing: 'at once' | 'never';
  /** Whether it is told twice, more than a second apart. */
  again?: boolean;
}

/** How it ended, within the patience that a supervisor has; one that does not end is killed, which fails the test. */
async function endOf({ hanging, closing, again = false }: Hindrance) {
  const program = path.join(inject('programs'), 'test/hanging-process.js');
  const own = path.join(folder, newId());
  const child = spawn(process.execPath, [program, own, hanging, closing]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  const closed = once(child, 'close');
  while (!said.includes('running') && child.exitCode === null) await Promise.race([once(child.stdout, 'data'), closed]);
  child.kill('SIGINT');
  if (again) {
    await sleep(1_500);
    child.kill('SIGINT');
  }
  const ended = await Promise.race([closed.then(() => true), sleep(20_000, false, { ref: false })]);
  if (!ended) {
    child.kill('SIGKILL');
    throw new Error(`it did not end; it said:\n${said}`);
  }
  return { code: child.exitCode, signal: child.signalCode, said };
}
