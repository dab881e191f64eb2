import { createRequire } from 'node:module';

// In place of @node-rs/argon2 in the tests: the same Argon2id, with so little memory that a person costs nothing. What a
// hash really costs is asked by test/security/guessing.test.ts, which runs without this.
const real: typeof import('@node-rs/argon2') = createRequire(import.meta.url)('@node-rs/argon2');

export const verify = real.verify;

export function hash(password: string): Promise<string> {
  return real.hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 });
}
