import { Readable } from 'node:stream';
import type { Document } from '@prisma/client';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { parse } from '../core/operation.js';
import { contractPdf, invoicePdf } from '../core/pdf.js';
import type { FileStorage } from '../core/storage.js';
import { makeDocument, sha256Of } from './make-document.js';

export interface OpenedDocument {
  stream: Readable;
  mediaType: 'application/pdf';
  /** "INV-12-202603-0001.pdf". */
  name: string;
  byteSize: number;
  sha256: string;
}

type Wanted = { invoiceId: number } | { contractVersionId: number };

/** The invoice's PDF, for its own account only. */
export async function openOwnInvoicePdf(ctx: Context, invoiceId: number): Promise<OpenedDocument> {
  return openWhere(ctx, { invoiceId: parse(id, invoiceId) }, actingUser(ctx).accountId);
}

/** The signed version's PDF, for its own account only. */
export async function openOwnContractPdf(ctx: Context, contractVersionId: number): Promise<OpenedDocument> {
  return openWhere(ctx, { contractVersionId: parse(id, contractVersionId) }, actingUser(ctx).accountId);
}

/** The invoice's PDF, for staff; their door has let them in. */
export async function openInvoicePdf(ctx: Context, invoiceId: number): Promise<OpenedDocument> {
  return openForStaff(ctx, { invoiceId: parse(id, invoiceId) });
}

/** The signed version's PDF, for staff. */
export async function openContractPdf(ctx: Context, contractVersionId: number): Promise<OpenedDocument> {
  return openForStaff(ctx, { contractVersionId: parse(id, contractVersionId) });
}

async function openForStaff(ctx: Context, wanted: Wanted): Promise<OpenedDocument> {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may open this file.');
  return openWhere(ctx, wanted);
}

async function openWhere(ctx: Context, wanted: Wanted, accountId?: number): Promise<OpenedDocument> {
  const where = { ...wanted, ...(accountId === undefined ? {} : { accountId }) };
  const found = await dbOf(ctx).document.findFirst({ where });
  if (found === null) throw new Refusal('not_found', 'document_not_found', 'This PDF does not exist.');
  const document = found.status === 'queued' ? await makeNow(ctx, found) : found;
  const { storageKey, sha256 } = document;
  if (storageKey === null || sha256 === null) throw notMade();
  const bytes = await readWhole(ctx, document.id, storageKey, sha256);
  return {
    stream: Readable.from([bytes], { objectMode: false }),
    mediaType: 'application/pdf',
    name: fileName(document),
    byteSize: bytes.length,
    sha256,
  };
}

/** Who asks before the worker came by does not wait for it. A failure is the worker's to count and to report. */
async function makeNow(ctx: Context, queued: Document): Promise<Document> {
  try {
    await makeDocument(ctx.installation, queued, ctx.clock.now());
  } catch (error) {
    ctx.installation.logger.warn({ err: error, documentId: queued.id }, 'a document could not be made for its reader');
    throw notMade();
  }
  return dbOf(ctx).document.findUniqueOrThrow({ where: { id: queued.id } });
}

/** Never a byte that was not made here: the file is read whole and compared before anybody gets it. */
async function readWhole(ctx: Context, documentId: number, storageKey: string, sha256: string): Promise<Buffer> {
  const { documents, logger } = ctx.installation;
  const bytes = await wholeFile(documents, storageKey).catch((error: unknown) => {
    logger.error({ err: error, documentId }, 'the file of a document cannot be read');
    throw new Refusal(
      'unavailable',
      'document_unreadable',
      'This PDF cannot be read just now. Please try again later.',
    );
  });
  if (sha256Of(bytes) === sha256) return bytes;
  logger.error({ documentId, requestId: ctx.requestId }, 'the stored file of a document is not the one that was made');
  throw new Refusal(
    'unavailable',
    'document_altered',
    'The stored file is not the one that was made, so it is not handed out. Please tell the seller.',
  );
}

async function wholeFile(storage: FileStorage, storageKey: string): Promise<Buffer> {
  const file = await storage.read(storageKey);
  return Buffer.concat(await file.toArray());
}

function notMade(): Refusal {
  return new Refusal(
    'unavailable',
    'document_not_ready',
    'This PDF is not ready yet. Please try again in a few minutes.',
  );
}

function fileName({ kind, data }: Document): string {
  if (kind === 'invoice') return `${invoicePdf.parse(data).number}.pdf`;
  const { content } = contractPdf.parse(data);
  return `${content.contract.number}-v${content.version}.pdf`;
}
