import path from 'node:path';
import { defineConfig } from 'vitest/config';

const DATABASE_SETUP = ['test/support/global-database.ts'];
const WHOLE_SETUP = [...DATABASE_SETUP, 'test/support/global-programs.ts'];

/**
 * Loading the back-office takes longer than most files run: a worker does it once for many files. Tests wait for the
 * database, a browser or another process now and then, so three of them keep two cores busy.
 */
const AT_ONCE = 3;

/** What thousands of people who sign up in the tests would cost their passwords alone. */
const QUICK_PASSWORDS = { '@node-rs/argon2': path.join(import.meta.dirname, 'test/support/quick-argon2.ts') };

/** A module that another file has loaded before can no longer be replaced: who replaces one needs a worker to itself. */
export const ALONE = ['test/security/guessing.test.ts'];

export default defineConfig({
  test: {
    // Real servers on a machine that may be busy with other things: patience costs nothing when all is well.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    pool: 'forks',
    // Fewer, larger rounds of tidying up: most of what a request makes is gone by the next.
    execArgv: ['--max-semi-space-size=64'],
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.unit.test.ts'], isolate: false, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'structure',
          include: ['test/structure/**/*.test.ts'],
          globalSetup: DATABASE_SETUP,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          alias: QUICK_PASSWORDS,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.unit.test.ts', 'test/structure/**', ...ALONE],
          globalSetup: WHOLE_SETUP,
          isolate: false,
          maxWorkers: AT_ONCE,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ALONE,
          globalSetup: WHOLE_SETUP,
          maxWorkers: AT_ONCE,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
