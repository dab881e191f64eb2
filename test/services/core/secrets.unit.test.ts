import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashToken, newToken } from '../../../src/services/core/ids.js';
import { hashPassword, passwordMatches } from '../../../src/services/core/passwords.js';
import { secretBox } from '../../../src/services/core/secrets.js';

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
