import { createHash } from 'node:crypto';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { addMinutes } from '../../../src/services/core/calendar.js';
import type { Installation } from '../../../src/services/core/context.js';
import { newStorageKey } from '../../../src/services/core/storage.js';
import { claimDocument, MAX_ATTEMPTS } from '../../../src/services/documents/document-queue.js';
import { findSignedDocument } from '../../../src/services/documents/find-signed-document.js';
import { makeDocument } from '../../../src/services/documents/make-document.js';
import { DocumentMaking } from '../../../src/services/documents/make-documents.js';
import {
  type OpenedDocument,
  openContractPdf,
  openInvoicePdf,
  openOwnContractPdf,
  openOwnInvoicePdf,
} from '../../../src/services/documents/open-document.js';
import { retryDocument } from '../../../src/services/documents/retry-document.js';
import { sweepOrphanDocuments } from '../../../src/services/documents/sweep-orphan-documents.js';
import { anonymousContext, systemContext } from '../../support/contexts.js';
import { signedContract } from '../../support/contract-factories.js';
import { activeTenant, issueOneOff, signUpForPlan, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);

const worker = (installation: Partial<Installation> = {}) =>
  new DocumentMaking({ installation: { ...test.installation, ...installation }, clock: test.clock });

const documentOf = (invoiceId: number) => test.prisma.document.findUniqueOrThrow({ where: { invoiceId } });

async function queuedInvoice() {
  const tenant = await signUpForPlan(test);
  return { ...tenant, invoiceId: tenant.invoice.id };
}

async function bytesOf({ stream }: OpenedDocument): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The maker of a machine whose disk is full, or whose template is broken. */
const broken: Installation['pdf'] = {
  invoice: () => Promise.reject(new Error('the ink ran out')),
  contract: () => Promise.reject(new Error('the ink ran out')),
};

beforeEach(async () => {
  await worker().makeDue();
});

describe('a queued document', () => {
  it('is made by the worker from what was frozen at issue, and is the same bytes ever after', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    await test.prisma.seller.update({ where: { id: 1 }, data: { legalName: 'Renamed Meanwhile' } });
    await worker().makeDue();
    const made = await documentOf(invoiceId);
    expect(made).toMatchObject({ status: 'ready', attempts: 1, lastError: '', madeAt: test.clock.now() });
    const first = await openOwnInvoicePdf(ctx, invoiceId);
    expect(first).toMatchObject({ mediaType: 'application/pdf', byteSize: made.byteSize, sha256: made.sha256 });
    expect(first.name).toMatch(/^INV-\d+-202603-0001\.pdf$/);
    const bytes = await bytesOf(first);
    expect(sha256(bytes)).toBe(made.sha256);
    test.clock.moveDays(400);
    await worker().makeDue();
    expect(await bytesOf(await openInvoicePdf(await staff(test, 'support'), invoiceId))).toEqual(bytes);
  });

  it('is made at once for a reader who comes before the worker', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    const bytes = await bytesOf(await openOwnInvoicePdf(ctx, invoiceId));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await documentOf(invoiceId)).toMatchObject({ status: 'ready', sha256: sha256(bytes) });
    expect(await claimDocument(test.prisma, test.clock.now())).toBeNull();
  });

  it('belongs to its account alone', async () => {
    const { invoiceId } = await queuedInvoice();
    const stranger = await signUpForPlan(test);
    const refusal = await refusalOf(openOwnInvoicePdf(stranger.ctx, invoiceId));
    expect(refusal).toMatchObject({ kind: 'not_found', code: 'document_not_found' });
    expect((await refusalOf(openInvoicePdf(stranger.ctx, invoiceId))).kind).toBe('forbidden');
  });
});

describe('making once', () => {
  it('two workers at once make each document once', async () => {
    const tenant = await activeTenant(test);
    const ids: number[] = [];
    for (let count = 0; count < 8; count += 1) ids.push(await issueOneOff(test, tenant.accountId));
    let drawn = 0;
    const counting: Installation['pdf'] = {
      ...test.installation.pdf,
      invoice: (data) => {
        drawn += 1;
        return test.installation.pdf.invoice(data);
      },
    };
    const waiting = await test.prisma.document.count({ where: { status: 'queued' } });
    await Promise.all([worker({ pdf: counting }).makeDue(), worker({ pdf: counting }).makeDue()]);
    expect(drawn).toBe(waiting);
    for (const id of ids) expect(await documentOf(id)).toMatchObject({ status: 'ready', attempts: 1 });
    expect(await readdir(test.documentFolder)).toHaveLength(await test.prisma.document.count());
  });

  it('a worker takes no document that another one is just taking, and does not wait for it', async () => {
    const taken = await queuedInvoice();
    const free = await queuedInvoice();
    await test.prisma.$transaction(async (other) => {
      await other.$queryRaw`SELECT id FROM documents WHERE invoice_id = ${taken.invoiceId} FOR UPDATE`;
      expect((await claimDocument(test.prisma, test.clock.now()))?.invoiceId).toBe(free.invoiceId);
      expect(await claimDocument(test.prisma, test.clock.now())).toBeNull();
    });
    expect((await claimDocument(test.prisma, test.clock.now()))?.invoiceId).toBe(taken.invoiceId);
    test.clock.moveMinutes(6);
  });

  it('a worker killed half-way leaves it to the next one, after its lease, and a stray file to the sweep', async () => {
    const { invoiceId } = await queuedInvoice();
    const claimed = await claimDocument(test.prisma, test.clock.now());
    expect(claimed?.invoiceId).toBe(invoiceId);
    const stray = newStorageKey();
    await test.installation.documents.put(stray, Buffer.from('%PDF- half'));

    await worker().makeDue();
    expect(await documentOf(invoiceId)).toMatchObject({ status: 'queued', attempts: 1 });
    test.clock.moveMinutes(6);
    await worker().makeDue();
    expect(await documentOf(invoiceId)).toMatchObject({ status: 'ready', attempts: 2 });

    const { storageKey } = await documentOf(invoiceId);
    const twoHoursAgo = addMinutes(test.clock.now(), -120);
    for (const key of await readdir(test.documentFolder))
      await utimes(path.join(test.documentFolder, key), twoHoursAgo, twoHoursAgo);
    expect(await sweepOrphanDocuments(systemContext(test))).toBe(1);
    const left = await readdir(test.documentFolder);
    expect(left).not.toContain(stray);
    expect(left).toContain(storageKey);
  });

  it('a worker that was slow and a reader who was quick agree on one file', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    const document = await documentOf(invoiceId);
    const opened = await openOwnInvoicePdf(ctx, invoiceId);
    await makeDocument(test.installation, document, addMinutes(test.clock.now(), 3));
    expect(await documentOf(invoiceId)).toMatchObject({ sha256: opened.sha256, madeAt: test.clock.now() });
    expect(await readdir(test.documentFolder)).toHaveLength(await test.prisma.document.count());
  });
});

describe('a document that cannot be made', () => {
  it('is tried again with growing pauses, then shown to staff as failed, and made when they try again', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    await worker({ pdf: broken }).makeDue();
    expect(await documentOf(invoiceId)).toMatchObject({ status: 'queued', attempts: 1, lastError: 'the ink ran out' });
    expect((await documentOf(invoiceId)).nextAttemptAt.getTime()).toBeGreaterThan(test.clock.now().getTime() + 40_000);
    for (let attempt = 2; attempt <= MAX_ATTEMPTS; attempt += 1) {
      test.clock.moveDays(1);
      await worker({ pdf: broken }).makeDue();
    }
    const failed = await documentOf(invoiceId);
    expect(failed).toMatchObject({ status: 'failed', attempts: MAX_ATTEMPTS, lastError: 'the ink ran out' });
    expect(await refusalOf(openOwnInvoicePdf(ctx, invoiceId))).toMatchObject({
      kind: 'unavailable',
      code: 'document_not_ready',
    });
    const auditor = await staff(test, 'auditor');
    expect((await refusalOf(retryDocument(auditor, { documentId: failed.id }))).kind).toBe('forbidden');
    const support = await staff(test, 'support');
    await retryDocument(support, { documentId: failed.id });
    expect((await refusalOf(retryDocument(support, { documentId: failed.id }))).code).toBe('document_not_failed');
    await worker().makeDue();
    expect(await documentOf(invoiceId)).toMatchObject({ status: 'ready', lastError: '' });
  });

  it('is given up when every worker that took it died', async () => {
    const { invoiceId } = await queuedInvoice();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      expect((await claimDocument(test.prisma, test.clock.now()))?.invoiceId).toBe(invoiceId);
      test.clock.moveMinutes(6);
    }
    await worker().makeDue();
    expect(await documentOf(invoiceId)).toMatchObject({ status: 'failed', attempts: MAX_ATTEMPTS });
  });

  it('does not hold up the others', async () => {
    const { invoiceId } = await queuedInvoice();
    const other = await queuedInvoice();
    const number = other.invoice.number;
    const brokenForOne: Installation['pdf'] = {
      ...broken,
      invoice: (data) => (data.number === number ? test.installation.pdf.invoice(data) : broken.invoice(data)),
    };
    await worker({ pdf: brokenForOne }).makeDue();
    expect((await documentOf(invoiceId)).status).toBe('queued');
    expect((await documentOf(other.invoiceId)).status).toBe('ready');
    test.clock.moveDays(1);
  });
});

describe('a stored file', () => {
  it('that was altered by one byte is not handed out', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    await openOwnInvoicePdf(ctx, invoiceId);
    const { storageKey } = await documentOf(invoiceId);
    const file = path.join(test.documentFolder, storageKey ?? '');
    const bytes = await readFile(file);
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
    await writeFile(file, bytes);
    expect(await refusalOf(openOwnInvoicePdf(ctx, invoiceId))).toMatchObject({
      kind: 'unavailable',
      code: 'document_altered',
    });
    expect((await refusalOf(openInvoicePdf(await staff(test, 'finance'), invoiceId))).code).toBe('document_altered');
  });

  it('that is gone is said to be unreadable, and not made anew', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    await openOwnInvoicePdf(ctx, invoiceId);
    const { storageKey } = await documentOf(invoiceId);
    await rm(path.join(test.documentFolder, storageKey ?? ''));
    expect((await refusalOf(openOwnInvoicePdf(ctx, invoiceId))).code).toBe('document_unreadable');
  });
});

describe('a signed contract', () => {
  it('has one PDF, which tells anybody who holds it when it was signed and nobody anything else', async () => {
    const tenant = await activeTenant(test);
    const contract = await signedContract(test, tenant);
    const opened = await openOwnContractPdf(tenant.ctx, contract.versionId);
    expect(opened.name).toBe(`${contract.number}-v1.pdf`);
    const bytes = await bytesOf(opened);
    const version = await test.prisma.contractVersion.findUniqueOrThrow({ where: { id: contract.versionId } });
    const stranger = anonymousContext(test);
    expect(await findSignedDocument(stranger, sha256(bytes).toUpperCase())).toEqual({
      contractNumber: contract.number,
      version: 1,
      signedAt: version.signedAt,
      signers: 2,
    });
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    expect(await findSignedDocument(stranger, sha256(bytes))).toBeNull();
    expect(await findSignedDocument(stranger, version.documentSha256 ?? '')).toBeNull();
    expect((await refusalOf(findSignedDocument(stranger, 'x'))).kind).toBe('invalid_input');
    expect((await refusalOf(openOwnContractPdf((await activeTenant(test)).ctx, contract.versionId))).kind).toBe(
      'not_found',
    );
    expect((await openContractPdf(await staff(test, 'auditor'), contract.versionId)).sha256).toBe(opened.sha256);
  });

  it('is not found by the PDF of an invoice', async () => {
    const { invoiceId, ctx } = await queuedInvoice();
    const { sha256: hash } = await openOwnInvoicePdf(ctx, invoiceId);
    expect(await findSignedDocument(anonymousContext(test), hash)).toBeNull();
  });
});
