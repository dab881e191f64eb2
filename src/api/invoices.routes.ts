import { InvoiceStatus } from '@prisma/client';
import { z } from 'zod';
import { openOwnInvoicePdf } from '../services/documents/open-document.js';
import { getOwnInvoice } from '../services/invoices/get-invoice.js';
import type { InvoiceView } from '../services/invoices/invoice-view.js';
import { listOwnInvoices } from '../services/invoices/list-invoices.js';
import { currencyCode, moment, money, pageQuery, pathId } from './fields.js';
import { PAYMENT_METHOD_EXAMPLE, paymentMethodAnswer, paymentMethodOnTheWire } from './payment-methods.answer.js';
import { type ApiRoute, fileRoute, listRoute, route } from './route.js';

const tag = 'Billing';

const invoice = z
  .object({
    id: z.int(),
    number: z.string(),
    status: z.enum(InvoiceStatus),
    is_overdue: z.boolean(),
    currency: currencyCode,
    subtotal: money,
    discount_total: money,
    tax_total: money,
    total: money,
    issued_at: moment.nullable(),
    due_at: moment.nullable(),
    paid_at: moment.nullable(),
    voided_at: moment.nullable(),
    void_reason: z.string(),
    period_start: moment.nullable().meta({ description: 'What the payment bought; known once it is paid.' }),
    period_end: moment.nullable(),
    billing_email: z.string(),
  })
  .meta({ id: 'Invoice' });

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

const invoiceDetail = invoice
  .extend({
    billing_snapshot: z
      .object({ name: z.string(), ...address, snapshot_date: z.string() })
      .meta({ description: 'The buyer as they were when the invoice was issued.' }),
    seller: z.object({ legal_name: z.string(), ...address }).meta({ description: 'The seller as they were then.' }),
    lines: z.array(
      z.object({
        position: z.int(),
        description: z.string(),
        quantity: z.int(),
        unit_amount: money,
        amount: money,
        credits: z.int(),
      }),
    ),
    payment_methods: z.array(paymentMethodAnswer).meta({ description: "How to pay it, the account's default first." }),
    pending_payment_id: z.int().nullable().meta({ description: 'A confirmation that waits for review.' }),
  })
  .meta({ id: 'InvoiceDetail' });

const INVOICE_EXAMPLE = {
  id: 123,
  number: 'INV-2-202512-0001',
  status: 'pending',
  is_overdue: false,
  currency: 'USD',
  subtotal: '29.00',
  discount_total: '0.00',
  tax_total: '0.00',
  total: '29.00',
  issued_at: '2025-12-08T10:30:00.000Z',
  due_at: '2025-12-22T10:30:00.000Z',
  paid_at: null,
  voided_at: null,
  void_reason: '',
  period_start: null,
  period_end: null,
  billing_email: 'billing@example.com',
};
const ADDRESS_EXAMPLE = {
  address_line1: '',
  address_line2: '',
  city: '',
  state: '',
  postal_code: '',
  country: 'PK',
  tax_id: '',
};

const listInvoices = listRoute({
  method: 'get',
  path: '/billing/invoices',
  name: 'listInvoices',
  tag,
  summary: "The account's invoices, newest first",
  caller: 'user',
  limit: 'other',
  query: pageQuery,
  row: invoice,
  async run({ ctx, query }) {
    const page = await listOwnInvoices(ctx, query);
    return { ...page, rows: page.rows.map(onTheWire) };
  },
  examples: { query: { limit: 50 }, answer: { success: true, data: [INVOICE_EXAMPLE], next_cursor: null } },
});

const getInvoice = route({
  method: 'get',
  path: '/billing/invoices/{id}',
  name: 'getInvoice',
  tag,
  summary: 'One invoice, with its lines and how to pay it',
  caller: 'user',
  limit: 'other',
  refuses: [404],
  params: z.object({ id: pathId }),
  data: invoiceDetail,
  async run({ ctx, params }) {
    const found = await getOwnInvoice(ctx, params.id);
    return {
      ...onTheWire(found),
      billing_snapshot: found.buyer,
      seller: found.seller,
      lines: found.lines.map(({ unitAmount, ...line }) => ({ ...line, unit_amount: unitAmount })),
      payment_methods: found.methods.map(paymentMethodOnTheWire),
      pending_payment_id: found.pendingPaymentId,
    };
  },
  examples: {
    params: { id: 123 },
    answer: {
      success: true,
      data: {
        ...INVOICE_EXAMPLE,
        billing_snapshot: {
          name: 'Test GmbH',
          ...ADDRESS_EXAMPLE,
          email: 'billing@example.com',
          snapshot_date: '2025-12-08T10:30:00.000Z',
        },
        seller: {
          legal_name: 'Example Company Ltd',
          ...ADDRESS_EXAMPLE,
          country: 'US',
          email: 'billing@seller.example',
        },
        lines: [
          {
            position: 1,
            description: 'Starter, monthly',
            quantity: 1,
            unit_amount: '29.00',
            amount: '29.00',
            credits: 5000,
          },
        ],
        payment_methods: [PAYMENT_METHOD_EXAMPLE],
        pending_payment_id: null,
      },
    },
  },
});

function onTheWire(view: InvoiceView): z.input<typeof invoice> {
  return {
    id: view.id,
    number: view.number,
    status: view.status,
    is_overdue: view.isOverdue,
    currency: view.currency,
    subtotal: view.subtotal,
    discount_total: view.discountTotal,
    tax_total: view.taxTotal,
    total: view.total,
    issued_at: view.issuedAt,
    due_at: view.dueAt,
    paid_at: view.paidAt,
    voided_at: view.voidedAt,
    void_reason: view.voidReason,
    period_start: view.periodStart,
    period_end: view.periodEnd,
    billing_email: view.billingEmail,
  };
}

const getInvoicePdf = fileRoute({
  method: 'get',
  path: '/billing/invoices/{id}/pdf',
  name: 'getInvoicePdf',
  tag,
  summary: 'One invoice as PDF',
  description: 'Made once, when the invoice is issued. The same bytes each time.',
  caller: 'user',
  limit: 'other',
  sends: 'application/pdf',
  refuses: [404],
  params: z.object({ id: pathId }),
  run: ({ ctx, params }) => openOwnInvoicePdf(ctx, params.id),
  examples: { params: { id: 123 }, answer: null },
});

export const invoiceRoutes: ApiRoute[] = [listInvoices, getInvoice, getInvoicePdf];
