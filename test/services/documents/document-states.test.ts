import type { Document } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import {
  claimDocument,
  giveUpAbandoned,
  MAX_ATTEMPTS,
  type MadeFile,
  markFailed,
  markReady,
} from '../../../src/services/documents/document-queue.js';
import { signUpForPlan } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
const now = () => test.clock.now();
const documentOf = (id: number) => test.prisma.document.findUniqueOrThrow({ where: { id } });

function madeFile(id: number): MadeFile {
  return { storageKey: `file-of-${id}`, sha256: 'ab'.repeat(32), byteSize: 1 };
}

async function claimNext(): Promise<Document> {
  const document = await claimDocument(test.prisma, now());
  if (document === null) throw new Error('no document is due');
  return document;
}

/** The only one that waits, taken by a worker for the nth time. */
async function claimed(attempt = 1): Promise<Document> {
  for (const { id } of await test.prisma.document.findMany({ where: { NOT: { status: 'ready' } } }))
    await markReady(test.prisma, id, madeFile(id), now());
  await signUpForPlan(test);
  for (let before = 1; before < attempt; before += 1) {
    await claimNext();
    test.clock.moveMinutes(6);
  }
  return claimNext();
}

it('no worker takes a document that is made, given up, being made, or attempted too often', async () => {
  const late = await claimed();
  expect(await claimDocument(test.prisma, now())).toBeNull();
  test.clock.moveDays(1);
  await test.prisma.document.update({ where: { id: late.id }, data: { attempts: MAX_ATTEMPTS } });
  expect(await claimDocument(test.prisma, now())).toBeNull();
  await test.prisma.document.update({ where: { id: late.id }, data: { attempts: 1, status: 'failed' } });
  expect(await claimDocument(test.prisma, now())).toBeNull();
  await markReady(test.prisma, late.id, madeFile(late.id), now());
  expect(await claimDocument(test.prisma, now())).toBeNull();
});

describe('giving up what killed its workers', () => {
  it('leaves alone what is being made for the last time', async () => {
    const last = await claimed(MAX_ATTEMPTS);
    await giveUpAbandoned(test.prisma, now());
    expect(await documentOf(last.id)).toEqual(last);
  });

  it('leaves alone what may still be attempted', async () => {
    const early = await claimed(MAX_ATTEMPTS - 1);
    test.clock.moveMinutes(6);
    await giveUpAbandoned(test.prisma, now());
    expect(await documentOf(early.id)).toEqual(early);
    expect((await claimNext()).id).toBe(early.id);
  });

  it('leaves alone what was made at the last attempt, or failed with a reason of its own', async () => {
    const made = await claimed(MAX_ATTEMPTS);
    await markReady(test.prisma, made.id, madeFile(made.id), now());
    const failed = await claimed(MAX_ATTEMPTS);
    await markFailed(test.prisma, failed, 'the ink ran out', now());
    const before = await Promise.all([made, failed].map(({ id }) => documentOf(id)));
    test.clock.moveDays(1);
    await giveUpAbandoned(test.prisma, now());
    expect(await Promise.all([made, failed].map(({ id }) => documentOf(id)))).toEqual(before);
  });
});

// Drawing took it longer than its lease; what it says in the end is about a document that is no longer its own.
describe('a worker that was slow and then reports a failure', () => {
  async function expectNothingChanges(slow: Document): Promise<void> {
    const before = await documentOf(slow.id);
    await markFailed(test.prisma, slow, 'the ink ran out', now());
    expect(await documentOf(slow.id)).toEqual(before);
  }

  it('does not end the attempt of the worker that makes it now', async () => {
    const slow = await claimed();
    test.clock.moveMinutes(6);
    await claimNext();
    await expectNothingChanges(slow);
  });

  it('changes nothing about a document that a reader has got meanwhile', async () => {
    const slow = await claimed();
    await markReady(test.prisma, slow.id, madeFile(slow.id), now());
    await expectNothingChanges(slow);
  });

  it('changes nothing about a document that was given up meanwhile', async () => {
    const slow = await claimed(MAX_ATTEMPTS);
    test.clock.moveMinutes(6);
    await giveUpAbandoned(test.prisma, now());
    await expectNothingChanges(slow);
  });
});
