import { z } from 'zod';
import type { Context, TxContext } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { moneyString } from '../core/money.js';
import { operation } from '../core/operation.js';
import { type InvoicePdf, invoicePdf } from '../core/pdf.js';
import { queueDocument } from '../documents/queue-document.js';
import { methodsOffered } from '../payment-methods/list-payment-methods.js';
import { payBy } from './queue-invoice-documents.js';

const BATCH = 200;

/**
 * The job: queues the PDF of every invoice that was issued before there were PDFs, from what was frozen with the invoice
 * and from how it can be paid today. Answers how many.
 */
export async function queueMissingDocuments(ctx: Context): Promise<number> {
  let queued = 0;
  for (;;) {
    const missing = await dbOf(ctx).invoice.findMany({
      where: { document: null, NOT: { status: 'draft' } },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: BATCH,
    });
    if (missing.length === 0) return queued;
    queued += await queueBatch(ctx, { invoiceIds: missing.map(({ id }) => id) });
  }
}

const queueBatch = operation({
  name: 'document.queue_missing',
  permission: 'system',
  input: z.object({ invoiceIds: z.array(z.int()) }),
  async run(ctx, { invoiceIds }): Promise<number> {
    const invoices = await readInvoices(ctx, invoiceIds);
    const methods = await ctx.db.paymentMethodConfig.findMany({ orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }] });
    const { timeZone } = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
    await queueDocument(
      ctx,
      invoices.map((invoice) => ({
        kind: 'invoice' as const,
        accountId: invoice.accountId,
        invoiceId: invoice.id,
        data: pdfOf(invoice, {
          timeZone: invoice.account.timeZone ?? timeZone,
          methods: methodsOffered(methods, invoice.account.billingCountry)
            .filter(({ isManual }) => isManual)
            .map(payBy),
        }),
      })),
    );
    await ctx.audit(
      invoices.map(({ id, accountId }) => ({
        action: 'document.queue_missing',
        entityType: 'Invoice' as const,
        entityId: id,
        accountId,
      })),
    );
    return invoices.length;
  },
});

/** Locked, so that two workers do not both queue one. */
async function readInvoices(ctx: TxContext, invoiceIds: number[]) {
  await ctx.db.$queryRaw`SELECT id FROM invoices WHERE id = ANY (${invoiceIds}) ORDER BY id FOR UPDATE`;
  const invoices = await ctx.db.invoice.findMany({
    where: { id: { in: invoiceIds }, document: null },
    include: { account: true },
    orderBy: { id: 'asc' },
  });
  const lines = await ctx.db.invoiceLine.findMany({
    where: { invoiceId: { in: invoiceIds } },
    orderBy: { position: 'asc' },
  });
  return invoices.map((invoice) => ({ ...invoice, lines: lines.filter(({ invoiceId }) => invoiceId === invoice.id) }));
}

const frozen = z.object({ billing_snapshot: invoicePdf.shape.buyer });

function pdfOf(
  invoice: Awaited<ReturnType<typeof readInvoices>>[number],
  { timeZone, methods }: Pick<InvoicePdf, 'timeZone' | 'methods'>,
): InvoicePdf {
  const { currency } = invoice;
  return {
    number: invoice.number ?? '',
    currency,
    issuedAt: (invoice.issuedAt ?? invoice.createdAt).toISOString(),
    dueAt: invoice.dueAt?.toISOString() ?? null,
    timeZone,
    seller: invoicePdf.shape.seller.parse(invoice.sellerSnapshot),
    buyer: frozen.parse(invoice.metadata).billing_snapshot,
    contract: null,
    lines: invoice.lines.map((line) => ({
      description: line.description,
      detail: '',
      quantity: line.quantity,
      unitAmount: moneyString(line.unitAmount, currency),
      amount: moneyString(line.amount, currency),
    })),
    subtotal: moneyString(invoice.subtotal, currency),
    discount: invoice.discountTotal.isZero()
      ? null
      : { description: invoice.discountDescription, amount: moneyString(invoice.discountTotal, currency) },
    taxTotal: moneyString(invoice.taxTotal, currency),
    total: moneyString(invoice.total, currency),
    methods,
    note: '',
  };
}
