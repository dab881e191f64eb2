import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { DOCUMENT_CHANNEL } from './queue-document.js';

/** Puts a document that could not be made back into the queue, with all its attempts. */
export const retryDocument = operation({
  name: 'document.retry',
  permission: 'documents.retry',
  input: z.object({ documentId: id }),
  async run(ctx, { documentId }): Promise<void> {
    const { count } = await ctx.db.document.updateMany({
      where: { id: documentId, status: 'failed' },
      data: { status: 'queued', attempts: 0, nextAttemptAt: ctx.now, lastError: '' },
    });
    const document = await ctx.db.document.findUnique({ where: { id: documentId } });
    if (document === null) throw new Refusal('not_found', 'not_found', `Document ${documentId} does not exist.`);
    if (count === 0) throw new Refusal('conflict', 'document_not_failed', WHY_NOT[document.status]);
    await ctx.audit({
      action: 'document.retry',
      entityType: 'Document',
      entityId: documentId,
      accountId: document.accountId,
      changes: { status: { before: 'failed', after: 'queued' } },
    });
    await ctx.db.$executeRaw`SELECT pg_notify(${DOCUMENT_CHANNEL}, '')`;
  },
});

const WHY_NOT = {
  queued: 'This document is queued already and is made by itself.',
  ready: 'This document was made; it is never made twice.',
  failed: 'This document was put back into the queue by somebody else at the same moment.',
};
