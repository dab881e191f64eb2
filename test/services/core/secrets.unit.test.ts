import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, newToken } from '../../../src/services/core/ids.js';
import { hashPassword, passwordMatches } from '../../../src/services/core/passwords.js';
import { secretBox } from '../../../src/services/core/secrets.js';
import { localStorage, newStorageKey } from '../../../src/services/core/storage.js';
import { refusalOf } from '../../support/refusals.js';

describe('a sealed secret', () => {
  const box = secretBox('one key of the installation');

  it('opens to what was sealed, and looks different each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (plain) => {
        const [one, two] = [box.seal(plain), box.seal(plain)];
        expect([box.open(one), box.open(two)]).toEqual([plain, plain]);
        expect(one).not.toBe(two);
        if (plain.length > 4) expect(Buffer.from(one, 'base64').toString()).not.toContain(plain);
      }),
    );
  });

  it('opens with no other key, nor when a single bit was changed', () => {
    const sealed = box.seal('/reset-password?token=abc');
    expect(() => secretBox('another key of the installation').open(sealed)).toThrow();
    const bytes = Buffer.from(sealed, 'base64');
    for (const place of [0, 12, 28, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      expect(() => box.open(changed.toString('base64'))).toThrow();
    }
    expect(() => box.open('')).toThrow();
  });
});

describe('tokens and passwords', () => {
  it('no two tokens are alike, and only a hash is to be stored', () => {
    const tokens = Array.from({ length: 1_000 }, newToken);
    expect(new Set(tokens).size).toBe(1_000);
    expect(tokens.every((token) => /^[\w-]{43}$/.test(token) && /^[0-9a-f]{64}$/.test(hashToken(token)))).toBe(true);
  });

  it('a password matches itself alone, and nobody has one', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect([await passwordMatches(stored, 'correct horse'), await passwordMatches(stored, 'Correct horse')]).toEqual([
      true,
      false,
    ]);
    expect(await passwordMatches(null, 'nobody has this password')).toBe(false);
  });
});

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
