import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openOwnInvoicePdf } from '../../../src/services/documents/open-document.js';
import { queueMissingDocuments } from '../../../src/services/invoices/queue-missing-documents.js';
import { systemContext } from '../../support/contexts.js';
import { signUpForPlan } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';

const here = useInstallation();

test('an invoice that was issued before there were PDFs gets its own, once', async () => {
  const tenant = await signUpForPlan(here);
  // As an earlier version left it.
  await here.owner.prisma.$executeRaw`ALTER TABLE documents DISABLE TRIGGER documents_no_delete`;
  await here.prisma.document.deleteMany({ where: { invoiceId: tenant.invoice.id } });
  await here.owner.prisma.$executeRaw`ALTER TABLE documents ENABLE TRIGGER documents_no_delete`;
  await expect(openOwnInvoicePdf(tenant.ctx, tenant.invoice.id)).rejects.toMatchObject({ kind: 'not_found' });

  const both = await Promise.all([
    queueMissingDocuments(systemContext(here)),
    queueMissingDocuments(systemContext(here)),
  ]);
  expect(both.sort()).toEqual([0, 1]);
  const pdf = await openOwnInvoicePdf(tenant.ctx, tenant.invoice.id);
  const [file = ''] = await readdir(here.documentFolder);
  expect((await readFile(path.join(here.documentFolder, file))).length).toBe(pdf.byteSize);
  pdf.stream.destroy();
});

test('an invoice that is still a draft gets none', async () => {
  const { accountId } = await signUpForPlan(here);
  await here.prisma.invoice.create({ data: { accountId, currency: 'USD', subtotal: 1, total: 1 } });
  expect(await queueMissingDocuments(systemContext(here))).toBe(0);
});
