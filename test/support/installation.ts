import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import type { Installation } from '../../src/services/core/context.js';
import { secretBox } from '../../src/services/core/secrets.js';
import { type FileStorage, localStorage } from '../../src/services/core/storage.js';
import { type MovingClock, movingClock } from './clock.js';
import { type TestDatabase, useDatabase } from './database.js';

/** A whole installation of one test file: real database, real files, a clock that the test moves. */
export interface TestInstallation extends TestDatabase {
  readonly installation: Installation;
  readonly clock: MovingClock;
  readonly proofFolder: string;
}

interface Wishes {
  poolSize?: number;
  sidePoolSize?: number;
  baseUrl?: string;
  staffInbox?: string;
  mailConfigured?: boolean;
  startsAt?: Date | string;
}

/** Silent; TEST_LOG=error shows what went wrong inside. */
export const testLog = pino({ level: process.env.TEST_LOG ?? 'silent' });

export function useInstallation(wishes: Wishes = {}): TestInstallation {
  const database = useDatabase(wishes);
  const clock = movingClock(wishes.startsAt);
  let proofFolder = '';
  let installation: Installation | null = null;
  beforeAll(async () => {
    proofFolder = await mkdtemp(path.join(tmpdir(), 'countersign-proofs-'));
    installation = {
      prisma: database.prisma,
      proofs: localStorage(proofFolder) satisfies FileStorage,
      secrets: secretBox('an encryption key that only the tests use'),
      baseUrl: wishes.baseUrl ?? 'http://localhost:3000',
      staffInbox: wishes.staffInbox ?? null,
      mailConfigured: wishes.mailConfigured ?? false,
      logger: testLog,
    };
  });
  afterAll(() => rm(proofFolder, { recursive: true, force: true }));
  return {
    url: database.url,
    clock,
    get prisma() {
      return database.prisma;
    },
    get sidePool() {
      return database.sidePool;
    },
    get proofFolder() {
      return proofFolder;
    },
    get installation() {
      if (installation === null) throw new Error('the installation is ready from beforeAll on');
      return installation;
    },
  };
}
