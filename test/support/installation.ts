import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import pino from 'pino';
import { afterAll, beforeAll, inject } from 'vitest';
import { PdfEngine } from '../../src/pdf/pdf-engine.js';
import { type OpenPdfMaker, openPdfMaker } from '../../src/pdf/pdf-maker.js';
import type { Installation } from '../../src/services/core/context.js';
import { secretBox } from '../../src/services/core/secrets.js';
import { type FileStorage, localStorage } from '../../src/services/core/storage.js';
import { getSealKey } from '../../src/services/documents/seal-key.js';
import { type MovingClock, movingClock } from './clock.js';
import { type TestDatabase, useDatabase } from './database.js';

/** A whole installation of one test file: real database, real files, a clock that the test moves. */
export interface TestInstallation extends TestDatabase {
  readonly installation: Installation;
  readonly clock: MovingClock;
  readonly proofFolder: string;
  readonly documentFolder: string;
}

interface Wishes {
  poolSize?: number;
  sidePoolSize?: number;
  baseUrl?: string;
  staffInbox?: string;
  mailConfigured?: boolean;
  startsAt?: Date | string;
}

/** It is there half a second sooner than one that compiles itself. */
const compiledThread = () => new Worker(path.join(inject('programs'), 'src/pdf/worker-thread.js'));

/** Silent; TEST_LOG=error shows what went wrong inside. */
export const testLog = pino({ level: process.env.TEST_LOG ?? 'silent' });

export function useInstallation(wishes: Wishes = {}): TestInstallation {
  const database = useDatabase(wishes);
  const clock = movingClock(wishes.startsAt);
  let proofFolder = '';
  let documentFolder = '';
  let pdf: OpenPdfMaker | null = null;
  let installation: Installation | null = null;
  beforeAll(async () => {
    proofFolder = await mkdtemp(path.join(tmpdir(), 'countersign-proofs-'));
    documentFolder = await mkdtemp(path.join(tmpdir(), 'countersign-documents-'));
    const kept = {
      prisma: database.prisma,
      secrets: secretBox('an encryption key that only the tests use'),
      baseUrl: wishes.baseUrl ?? 'http://localhost:3000',
    };
    pdf = openPdfMaker(() => getSealKey(kept), new PdfEngine(compiledThread));
    installation = {
      ...kept,
      proofs: localStorage(proofFolder) satisfies FileStorage,
      documents: localStorage(documentFolder) satisfies FileStorage,
      pdf,
      staffInbox: wishes.staffInbox ?? null,
      mailConfigured: wishes.mailConfigured ?? false,
      logger: testLog,
    };
  });
  afterAll(async () => {
    await pdf?.close();
    for (const folder of [proofFolder, documentFolder]) await rm(folder, { recursive: true, force: true });
  });
  return {
    url: database.url,
    ownerUrl: database.ownerUrl,
    clock,
    get prisma() {
      return database.prisma;
    },
    get sidePool() {
      return database.sidePool;
    },
    get owner() {
      return database.owner;
    },
    get proofFolder() {
      return proofFolder;
    },
    get documentFolder() {
      return documentFolder;
    },
    get installation() {
      if (installation === null) throw new Error('the installation is ready from beforeAll on');
      return installation;
    },
  };
}
