import type { InvoiceStatus } from '@prisma/client';

/** The moves an invoice allows; the database's invoices_moves trigger holds the same list. */
export const INVOICE_MOVES: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  draft: ['pending'],
  pending: ['paid', 'void', 'uncollectible'],
  paid: ['pending'],
  void: [],
  uncollectible: [],
};

/** Overdue is derived, never stored: pending and past its due date. */
export function isOverdue(invoice: { status: InvoiceStatus; dueAt: Date | null }, now: Date): boolean {
  return invoice.status === 'pending' && invoice.dueAt !== null && invoice.dueAt < now;
}
