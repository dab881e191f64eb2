import type { Document, PrismaClient } from '@prisma/client';
import { backOffMs } from '../notifications/back-off.js';

/** A worker that has not reported back within the lease is taken for dead, and another one makes the document. */
const LEASE_MS = 5 * 60_000;
/** Over about two hours; then staff see it and may try again. */
export const MAX_ATTEMPTS = 5;

export interface MadeFile {
  storageKey: string;
  sha256: string;
  byteSize: number;
}

/** Takes the document that is due longest, so that no other worker makes it meanwhile. null: nothing is due. */
export async function claimDocument(prisma: PrismaClient, now: Date): Promise<Document | null> {
  const [claimed] = await prisma.$queryRaw<{ id: number }[]>`
    UPDATE documents SET attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + LEASE_MS)}
    WHERE id = (SELECT id FROM documents WHERE status = 'queued' AND next_attempt_at <= ${now} AND attempts < ${MAX_ATTEMPTS}
                ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`;
  return claimed === undefined ? null : prisma.document.findUnique({ where: { id: claimed.id } });
}

/** A document whose last attempt nobody reported on may be what kills the workers. */
export async function giveUpAbandoned(prisma: PrismaClient, now: Date): Promise<void> {
  await prisma.document.updateMany({
    where: { status: 'queued', nextAttemptAt: { lte: now }, attempts: { gte: MAX_ATTEMPTS } },
    data: { status: 'failed', lastError: 'The worker ended each time before the file was made.' },
  });
}

/** True for the one maker whose file counts; the database lets it never change again. */
export async function markReady(prisma: PrismaClient, id: number, file: MadeFile, now: Date): Promise<boolean> {
  const { count } = await prisma.document.updateMany({
    where: { id, status: { not: 'ready' } },
    data: { ...file, status: 'ready', madeAt: now, lastError: '' },
  });
  return count === 1;
}

/** Another try later, or none. */
export async function markFailed(prisma: PrismaClient, document: Document, reason: string, now: Date): Promise<void> {
  const isOver = document.attempts >= MAX_ATTEMPTS;
  await prisma.document.updateMany({
    // Only while it is still ours: a lease that ran out may have given it to another worker.
    where: { id: document.id, status: 'queued', attempts: document.attempts },
    data: {
      lastError: reason,
      ...(isOver ? { status: 'failed' } : { nextAttemptAt: new Date(now.getTime() + backOffMs(document.attempts)) }),
    },
  });
}
