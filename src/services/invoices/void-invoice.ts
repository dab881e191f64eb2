import type { Invoice } from '@prisma/client';
import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id, reason } from '../core/fields.js';
import { formatMoney } from '../core/money.js';
import { operation } from '../core/operation.js';
import { getRecipient } from '../users/get-recipient.js';
import { followInvoices } from './follow-invoices.js';

/** Takes a pending invoice back, with a reason the tenant is told. Refused while a confirmation waits. Locks account, invoice. */
export const voidInvoice = operation({
  name: 'invoice.void',
  permission: 'invoices.void',
  input: z.object({ invoiceId: id, reason }),
  async run(ctx, { invoiceId, reason }): Promise<void> {
    const known = await ctx.db.invoice.findUnique({ where: { id: invoiceId } });
    if (known === null || known.status === 'draft')
      throw new Refusal('not_found', 'invoice_not_found', 'This invoice does not exist.');
    await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${known.accountId} FOR NO KEY UPDATE`;
    await voidUnderLock(ctx, invoiceId, reason);
  },
});

/** Voids one invoice of an account that the caller has locked. */
export async function voidUnderLock(ctx: TxContext, invoiceId: number, reason: string): Promise<void> {
  await ctx.db.$queryRaw`SELECT id FROM invoices WHERE id = ${invoiceId} FOR UPDATE`;
  const invoice = await ctx.db.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
  if (invoice.status !== 'pending') {
    throw new Refusal(
      'conflict',
      'invoice_not_pending',
      `Invoice ${invoice.number} is ${invoice.status}; only a pending invoice can be voided.`,
    );
  }
  await refuseWhileInReview(ctx, invoice);
  await ctx.db.invoice.update({
    where: { id: invoiceId, status: 'pending' },
    data: { status: 'void', voidedAt: ctx.now, voidReason: reason },
  });
  if (invoice.billingPeriodId !== null) await followInvoices(ctx, [invoiceId]);
  await ctx.audit({
    action: 'invoice.void',
    entityType: 'Invoice',
    entityId: invoiceId,
    accountId: invoice.accountId,
    changes: { status: { before: 'pending', after: 'void' } },
    reason,
  });
  const to = await getRecipient(ctx, invoice.accountId);
  const total = formatMoney(invoice.total, invoice.currency);
  await ctx.enqueue({
    kind: 'invoice-voided',
    accountId: invoice.accountId,
    to,
    data: { name: to.name, number: invoice.number ?? '', invoiceId, total, reason },
  });
}

async function refuseWhileInReview(ctx: TxContext, invoice: Invoice): Promise<void> {
  const waiting = await ctx.db.payment.findFirst({ where: { invoiceId: invoice.id, status: 'pending_approval' } });
  if (waiting === null) return;
  throw new Refusal(
    'conflict',
    'confirmation_pending',
    `A confirmation for invoice ${invoice.number} (payment ${waiting.id}) waits for review. Decide on it first.`,
    [{ path: 'payment_id', message: String(waiting.id) }],
  );
}
