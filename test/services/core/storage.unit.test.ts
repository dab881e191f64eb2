import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localStorage, newStorageKey } from '../../../src/services/core/storage.js';
import { refusalOf } from '../../support/refusals.js';

describe('the storage of slips', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'countersign-storage-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('gives back what was put in, to nobody else on the machine', async () => {
    const storage = localStorage(path.join(folder, 'proofs'));
    const key = newStorageKey();
    await storage.put(key, Buffer.from('slip'));
    expect(Buffer.concat(await (await storage.read(key)).toArray()).toString()).toBe('slip');
    expect((await stat(path.join(folder, 'proofs', key))).mode & 0o077).toBe(0);
    await storage.remove(key);
    expect(await readdir(path.join(folder, 'proofs'))).toEqual([]);
    expect(await refusalOf(storage.read(key))).toMatchObject({ code: 'storage_unavailable' });
  });

  it('gives back a file of many megabytes byte for byte', async () => {
    const storage = localStorage(folder);
    const key = newStorageKey();
    const bytes = randomBytes(3 * 1024 * 1024 + 17);
    await storage.put(key, bytes);
    expect(bytes.equals(Buffer.concat(await (await storage.read(key)).toArray()))).toBe(true);
  });

  it.each([
    '',
    '..',
    '../../etc/passwd',
    '/etc/passwd',
    'a/b',
    `${newStorageKey()}\u0000`,
    'UPPER-CASE-KEY-0123456789',
  ])('takes no key that it did not make: %j', async (key) => {
    const storage = localStorage(folder);
    await expect(storage.put(key, Buffer.from('x'))).rejects.toThrow('not a storage key');
    await expect(storage.read(key)).rejects.toThrow('not a storage key');
    await expect(storage.remove(key)).rejects.toThrow('not a storage key');
  });

  it('that cannot be written says so in a sentence', async () => {
    const inTheWay = path.join(folder, 'a-file-in-the-way');
    await writeFile(inTheWay, '');
    const refusal = await refusalOf(localStorage(inTheWay).put(newStorageKey(), Buffer.from('x')));
    expect(refusal).toMatchObject({ kind: 'unavailable', code: 'storage_unavailable' });
  });
});
