import type { Invoice, InvoiceLine } from '@prisma/client';
import { z } from 'zod';
import { moneyString } from '../core/money.js';
import { isOverdue } from './invoice-status.js';

const address = {
  address_line1: z.string(),
  address_line2: z.string(),
  city: z.string(),
  state: z.string(),
  postal_code: z.string(),
  country: z.string(),
  tax_id: z.string(),
  email: z.string(),
};
const metadata = z.object({ billing_snapshot: z.object({ name: z.string(), ...address, snapshot_date: z.string() }) });
const seller = z.object({ legal_name: z.string(), ...address, logo_url: z.string() });

/** An invoice as its account sees it; amounts are strings with their currency's decimals. */
export function invoiceView(invoice: Invoice, now: Date) {
  const { currency } = invoice;
  return {
    id: invoice.id,
    number: invoice.number ?? '',
    status: invoice.status,
    isOverdue: isOverdue(invoice, now),
    currency,
    subtotal: moneyString(invoice.subtotal, currency),
    discountTotal: moneyString(invoice.discountTotal, currency),
    /** What the discount is called; empty where there is none. */
    discountDescription: invoice.discountDescription,
    taxTotal: moneyString(invoice.taxTotal, currency),
    total: moneyString(invoice.total, currency),
    issuedAt: invoice.issuedAt,
    dueAt: invoice.dueAt,
    paidAt: invoice.paidAt,
    voidedAt: invoice.voidedAt,
    voidReason: invoice.voidReason,
    periodStart: invoice.periodStart,
    periodEnd: invoice.periodEnd,
    billingEmail: metadata.parse(invoice.metadata).billing_snapshot.email,
  };
}

export function invoiceDetailView(invoice: Invoice & { lines: InvoiceLine[] }, now: Date) {
  return {
    ...invoiceView(invoice, now),
    buyer: metadata.parse(invoice.metadata).billing_snapshot,
    seller: seller.parse(invoice.sellerSnapshot),
    lines: invoice.lines.map((line) => ({
      position: line.position,
      description: line.description,
      quantity: line.quantity,
      unitAmount: moneyString(line.unitAmount, line.currency),
      amount: moneyString(line.amount, line.currency),
      credits: line.credits,
    })),
  };
}

export type InvoiceView = ReturnType<typeof invoiceView>;
export type InvoiceDetailView = ReturnType<typeof invoiceDetailView>;
