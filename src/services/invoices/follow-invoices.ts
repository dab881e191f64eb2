import type { TxContext } from '../core/context.js';

/**
 * Moves the billing periods of these invoices to where their invoices are now: invoiced, paid, or, when the invoice was
 * voided, back to pending until staff release it again. Call it in the transaction, and under the locks, of the move.
 */
export async function followInvoices(ctx: TxContext, invoiceIds: number[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  await ctx.db.$executeRaw`
    UPDATE billing_periods p
    SET status = CASE i.status WHEN 'paid' THEN 'paid' WHEN 'void' THEN 'pending' ELSE 'invoiced' END::"BillingPeriodStatus",
        invoice_date = CASE i.status WHEN 'void' THEN NULL ELSE i.issued_at END,
        payment_date = i.paid_at,
        needs_release = p.needs_release OR i.status = 'void',
        released_at = CASE i.status WHEN 'void' THEN NULL ELSE p.released_at END,
        released_by_id = CASE i.status WHEN 'void' THEN NULL ELSE p.released_by_id END,
        updated_at = ${ctx.now}
    FROM invoices i WHERE i.id = ANY (${invoiceIds}) AND p.id = i.billing_period_id`;
}
