import type { z } from 'zod';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { parse } from '../core/operation.js';
import { type InvoiceView, invoiceView } from './invoice-view.js';

/** The account's own invoices, newest first. Drafts are not shown. */
export async function listOwnInvoices(ctx: Context, query: z.input<typeof page>): Promise<Page<InvoiceView>> {
  const { limit, cursor } = parse(page, query);
  const invoices = await dbOf(ctx).invoice.findMany({
    where: {
      accountId: actingUser(ctx).accountId,
      NOT: { status: 'draft' },
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const now = ctx.clock.now();
  return pageOf(
    invoices.map((invoice) => invoiceView(invoice, now)),
    limit,
  );
}
