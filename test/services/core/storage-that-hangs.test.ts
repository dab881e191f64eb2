import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HangingFile, hangingFile } from '../../../scripts/chaos/hanging-file.js';
import { boundedCalls } from '../../../src/services/core/bounded-calls.js';
import { hashPassword } from '../../../src/services/core/passwords.js';
import { localStorage, newStorageKey } from '../../../src/services/core/storage.js';
import { refusalOf } from '../../support/refusals.js';

describe('a storage that hangs, like a network disk that went away', () => {
  const UNAVAILABLE = { kind: 'unavailable', code: 'storage_unavailable' };
  const bytes = Buffer.from('slip');
  let folder = '';
  let hanging: HangingFile[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'countersign-hanging-'));
  });
  afterEach(() => {
    for (const file of hanging) file.letGo();
    hanging = [];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const impatient = () => localStorage(folder, boundedCalls({ atOnce: 2, patienceMs: 300 }));

  /** Keys that cannot be written. */
  const hangingKeys = (count: number, inFolder = folder) => {
    const keys = Array.from({ length: count }, newStorageKey);
    hanging.push(...keys.map((key) => hangingFile(path.join(inFolder, `${key}.part`))));
    return keys;
  };

  const hashOrNothing = () => Promise.race([hashPassword('correct horse'), sleep(4_000, 'no thread was left')]);

  it('leaves threads to everything else, though both folders hang and many write at once', async () => {
    const folders = [path.join(folder, 'proofs'), path.join(folder, 'documents')];
    const puts: Promise<unknown>[] = [];
    for (const each of folders) {
      await mkdir(each);
      const storage = localStorage(each);
      puts.push(...hangingKeys(4, each).map((key) => refusalOf(storage.put(key, bytes))));
    }
    // Long enough for each to be where it hangs.
    await sleep(100);
    expect(await hashOrNothing()).toMatch(/^\$argon2id/);
    for (const refusal of await Promise.all(puts)) expect(refusal).toMatchObject(UNAVAILABLE);
  });

  it('refuses who writes, reads, removes or lists, at the disk and before it', async () => {
    const storage = impatient();
    const [one, two] = hangingKeys(2);
    const calls = [
      storage.put(String(one), bytes),
      storage.put(String(two), bytes),
      storage.put(newStorageKey(), bytes),
      storage.read(newStorageKey()),
      storage.remove(newStorageKey()),
      storage.keysOlderThan(new Date())[Symbol.asyncIterator]().next(),
    ];
    for (const refusal of await Promise.all(calls.map(refusalOf))) expect(refusal).toMatchObject(UNAVAILABLE);
  });

  it('refuses who reads a file that hangs', async () => {
    const key = newStorageKey();
    hanging.push(hangingFile(path.join(folder, key)));
    expect(await refusalOf(impatient().read(key))).toMatchObject(UNAVAILABLE);
  });

  it('takes no further thread when it is tried again and again', async () => {
    const storage = impatient();
    for (let round = 0; round < 3; round += 1)
      await Promise.all(hangingKeys(2).map((key) => refusalOf(storage.put(key, bytes))));
    expect(await hashOrNothing()).toMatch(/^\$argon2id/);
  });

  it('works again by itself, and makes none of the calls that were refused before they began', async () => {
    const storage = impatient();
    const refusedEarly = newStorageKey();
    const calls = [...hangingKeys(2), refusedEarly].map((key) => refusalOf(storage.put(key, bytes)));
    await Promise.all(calls);
    for (const file of hanging.splice(0)) file.letGo();
    const key = newStorageKey();
    await storage.put(key, bytes);
    expect(await readdir(folder)).toContain(key);
    expect(await readdir(folder)).not.toContain(refusedEarly);
  });
});
