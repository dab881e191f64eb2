import { PaymentMethod, PaymentStatus } from '@prisma/client';
import { z } from 'zod';
import { amount, currency, line, paymentMethod, requiredLine, text } from '../services/core/fields.js';
import { confirmPayment } from '../services/payments/confirm-payment.js';
import { listOwnPayments, type PaymentView } from '../services/payments/list-payments.js';
import { bodyId, currencyCode, moment, money, pageQuery } from './fields.js';
import { type ApiRoute, listRoute, route } from './route.js';

const tag = 'Billing';
const SUBMITTED = 'Payment confirmation submitted for review. You will be notified once approved.';

const confirmation = z.object({
  invoice_id: bodyId.meta({ description: 'Of a pending invoice.' }),
  payment_method: paymentMethod.meta({ description: 'As offered in the billing country.' }),
  manual_reference: requiredLine(255, 'Please enter the reference of your transfer.').meta({
    description: "The bank's or wallet's own.",
  }),
  manual_notes: text(2_000).default('').meta({ description: 'Whatever helps the reviewer.' }),
  amount: amount.in.meta({ description: "Exactly the invoice's total.", example: '29.00' }),
  currency: currency.optional().meta({ description: "The invoice's, when sent.", example: 'USD' }),
  payer_name: line(255).default('').meta({ description: 'Who transferred it.' }),
  proof_url: line(2_000).default('').meta({ description: 'Kept and shown to the reviewer as text; never fetched.' }),
});

const confirmed = z.object({
  payment_id: z.int(),
  invoice_id: z.int(),
  invoice_number: z.string(),
  status: z.enum(PaymentStatus),
  amount: money,
  currency: currencyCode,
  manual_reference: z.string(),
});

const confirm = route({
  method: 'post',
  path: '/billing/payments/confirm',
  aliases: [{ path: '/billing/admin/payments/confirm' }],
  name: 'confirmPayment',
  tag,
  summary: 'Say that an invoice was paid by transfer',
  description:
    "JSON, or a multipart form whose file field proof holds the slip: a PDF, JPEG, PNG or WebP of at most 10 MB. Our team reviews it; the amount and currency must be the invoice's, and one confirmation waits at a time.",
  caller: 'user',
  limit: 'confirm',
  idempotent: true,
  takesProof: true,
  status: 201,
  refuses: [403, 404, 409, 413],
  body: confirmation,
  data: confirmed,
  message: () => SUBMITTED,
  async run({ ctx, body, proof }) {
    const payment = await confirmPayment(ctx, {
      invoiceId: body.invoice_id,
      paymentMethod: body.payment_method,
      manualReference: body.manual_reference,
      manualNotes: body.manual_notes,
      amount: body.amount,
      currency: body.currency,
      payerName: body.payer_name,
      proofUrl: body.proof_url,
      proof,
    });
    return {
      payment_id: payment.paymentId,
      invoice_id: payment.invoiceId,
      invoice_number: payment.invoiceNumber,
      status: payment.status,
      amount: payment.amount,
      currency: payment.currency,
      manual_reference: payment.manualReference,
    };
  },
  examples: {
    body: {
      invoice_id: 123,
      payment_method: 'bank_transfer',
      manual_reference: 'BT-20251208-12345',
      manual_notes: 'Transferred via ABC Bank on Dec 8',
      amount: '29.00',
      currency: 'USD',
      payer_name: 'Test GmbH',
      proof_url: 'https://files.example.com/slip.pdf',
    },
    answer: {
      success: true,
      message: SUBMITTED,
      data: {
        payment_id: 456,
        invoice_id: 123,
        invoice_number: 'INV-2-202512-0001',
        status: 'pending_approval',
        amount: '29.00',
        currency: 'USD',
        manual_reference: 'BT-20251208-12345',
      },
    },
  },
});

const payment = z
  .object({
    id: z.int(),
    invoice_id: z.int(),
    invoice_number: z.string(),
    status: z.enum(PaymentStatus),
    amount: money,
    currency: currencyCode,
    payment_method: z.enum(PaymentMethod),
    manual_reference: z.string(),
    manual_notes: z.string(),
    payer_name: z.string(),
    proof_url: z.string(),
    proof: z.object({ id: z.int(), name: z.string(), media_type: z.string() }).nullable(),
    rejection_reason: z.string().meta({ description: 'Why it was not accepted; empty otherwise.' }),
    reviewed_at: moment.nullable(),
    approved_at: moment.nullable().meta({ description: 'Another name for reviewed_at.' }),
    processed_at: moment.nullable(),
    failed_at: moment.nullable(),
    created_at: moment,
  })
  .meta({ id: 'Payment' });

const listPayments = listRoute({
  method: 'get',
  path: '/billing/payments',
  name: 'listPayments',
  tag,
  summary: "The account's payments, newest first",
  caller: 'user',
  limit: 'other',
  query: pageQuery,
  row: payment,
  async run({ ctx, query }) {
    const page = await listOwnPayments(ctx, query);
    return { ...page, rows: page.rows.map(onTheWire) };
  },
  examples: {
    query: { limit: 50 },
    answer: {
      success: true,
      data: [
        {
          id: 456,
          invoice_id: 123,
          invoice_number: 'INV-2-202512-0001',
          status: 'failed',
          amount: '29.00',
          currency: 'USD',
          payment_method: 'bank_transfer',
          manual_reference: 'BT-20251208-12345',
          manual_notes: 'Transferred via ABC Bank on Dec 8',
          payer_name: 'Test GmbH',
          proof_url: '',
          proof: { id: 12, name: 'slip.pdf', media_type: 'application/pdf' },
          rejection_reason: 'Transaction reference not found',
          reviewed_at: '2025-12-09T08:00:00.000Z',
          approved_at: '2025-12-09T08:00:00.000Z',
          processed_at: null,
          failed_at: '2025-12-09T08:00:00.000Z',
          created_at: '2025-12-08T10:30:00.000Z',
        },
      ],
      next_cursor: null,
    },
  },
});

function onTheWire(view: PaymentView): z.input<typeof payment> {
  const { proof } = view;
  return {
    id: view.id,
    invoice_id: view.invoiceId,
    invoice_number: view.invoiceNumber,
    status: view.status,
    amount: view.amount,
    currency: view.currency,
    payment_method: view.paymentMethod,
    manual_reference: view.manualReference,
    manual_notes: view.manualNotes,
    payer_name: view.payerName,
    proof_url: view.proofUrl,
    proof: proof === null ? null : { id: proof.id, name: proof.name, media_type: proof.mediaType },
    rejection_reason: view.rejectionReason,
    reviewed_at: view.reviewedAt,
    approved_at: view.reviewedAt,
    processed_at: view.processedAt,
    failed_at: view.failedAt,
    created_at: view.createdAt,
  };
}

export const paymentRoutes: ApiRoute[] = [confirm, listPayments];
