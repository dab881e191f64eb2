import { createHash } from 'node:crypto';
import type { Document } from '@prisma/client';
import type { Installation } from '../core/context.js';
import { contractPdf, invoicePdf } from '../core/pdf.js';
import { newStorageKey } from '../core/storage.js';
import { markReady } from './document-queue.js';

type Maker = Pick<Installation, 'prisma' | 'documents' | 'pdf'>;

/**
 * Makes the file from the frozen data and keeps it with its hash. Of several who make it at once one file counts; whoever
 * dies on the way leaves at most a file without a row, which is swept.
 */
export async function makeDocument({ prisma, documents, pdf }: Maker, document: Document, now: Date): Promise<void> {
  const bytes =
    document.kind === 'invoice'
      ? await pdf.invoice(invoicePdf.parse(document.data))
      : await pdf.contract(contractPdf.parse(document.data));
  const storageKey = newStorageKey();
  await documents.put(storageKey, bytes);
  const file = { storageKey, sha256: sha256Of(bytes), byteSize: bytes.length };
  if (!(await markReady(prisma, document.id, file, now))) await documents.remove(storageKey);
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
