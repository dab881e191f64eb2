import { AccountStatus, PaymentMethod, PaymentStatus, SubscriptionStatus } from '@prisma/client';
import { z } from 'zod';
import { fieldRefusal } from '../services/core/errors.js';
import { amount, line, note, reason, requiredLine, text } from '../services/core/fields.js';
import { insistOn } from '../services/core/outcome.js';
import { approvePayments } from '../services/payments/approve-payments.js';
import { confirmBankTransfer } from '../services/payments/confirm-bank-transfer.js';
import { getPaymentDecision } from '../services/payments/get-payment-decision.js';
import { listPaymentsForStaff, type StaffPaymentView } from '../services/payments/list-payments-for-staff.js';
import { rejectPayments } from '../services/payments/reject-payments.js';
import { bodyId, bodyInteger, currencyCode, moment, money, pageQuery, pathId } from './fields.js';
import { type ApiRoute, listRoute, route } from './route.js';

const tag = 'Staff';
const params = z.object({ id: pathId });

const payment = z
  .object({
    id: z.int(),
    account_id: z.int(),
    account_name: z.string(),
    account_status: z.enum(AccountStatus),
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
    admin_notes: z.string(),
    rejection_reason: z.string(),
    reviewed_by: z.string().nullable(),
    approved_by: z.string().nullable().meta({ description: 'Another name for reviewed_by.' }),
    reviewed_at: moment.nullable(),
    approved_at: moment.nullable().meta({ description: 'Another name for reviewed_at.' }),
    processed_at: moment.nullable(),
    failed_at: moment.nullable(),
    created_at: moment,
  })
  .meta({ id: 'StaffPayment' });

const EXAMPLE = {
  id: 456,
  account_id: 2,
  account_name: 'Test GmbH',
  account_status: 'pending_payment',
  invoice_id: 123,
  invoice_number: 'INV-2-202512-0001',
  status: 'pending_approval',
  amount: '29.00',
  currency: 'USD',
  payment_method: 'bank_transfer',
  manual_reference: 'BT-20251208-12345',
  manual_notes: 'Transferred via ABC Bank on Dec 8',
  payer_name: 'Test GmbH',
  proof_url: '',
  admin_notes: '',
  rejection_reason: '',
  reviewed_by: null,
  approved_by: null,
  reviewed_at: null,
  approved_at: null,
  processed_at: null,
  failed_at: null,
  created_at: '2025-12-08T10:30:00.000Z',
};

const ofAccount = z.coerce
  .number('Please give the id of an account.')
  .pipe(z.int('Please give the id of an account.').positive('Please give the id of an account.').max(2_147_483_647))
  .optional()
  .meta({ description: 'Of this account only.', override: { type: 'integer', minimum: 1 } });

const listAllPayments = listRoute({
  method: 'get',
  path: '/billing/admin/payments',
  name: 'listAllPayments',
  tag,
  summary: 'Payments of all accounts, newest first',
  caller: 'staff',
  limit: 'other',
  query: pageQuery.extend({
    status: z.enum(PaymentStatus, 'Please choose one of the states of a payment.').optional(),
    account_id: ofAccount,
  }),
  row: payment,
  async run({ ctx, query: { account_id: accountId, ...query } }) {
    const page = await listPaymentsForStaff(ctx, { ...query, accountId });
    return { ...page, rows: page.rows.map(onTheWire) };
  },
  examples: { query: { limit: 50 }, answer: { success: true, data: [EXAMPLE], next_cursor: null } },
});

const listPendingPayments = listRoute({
  method: 'get',
  path: '/billing/admin/pending_payments',
  name: 'listPendingPayments',
  tag,
  summary: 'Payments that wait for review, newest first',
  caller: 'staff',
  limit: 'other',
  query: pageQuery.extend({ account_id: ofAccount }),
  row: payment,
  async run({ ctx, query: { account_id: accountId, ...query } }) {
    const page = await listPaymentsForStaff(ctx, { ...query, accountId, status: 'pending_approval' });
    return { ...page, rows: page.rows.map(onTheWire) };
  },
  examples: { query: { limit: 50 }, answer: { success: true, data: [EXAMPLE], next_cursor: null } },
});

const APPROVED = 'Payment approved successfully.';
const ACTIVATED = `${APPROVED} Account activated.`;

const approvePayment = route({
  method: 'post',
  path: '/billing/admin/payments/{id}/approve',
  name: 'approvePayment',
  tag,
  summary: 'Approve a payment that waits for review',
  description:
    'One commit pays the invoice, activates subscription and account, grants the credits, records who did it and queues the mail. Needs the permission payments.review. A payment that was decided before is 409 already_approved, or what else became of it.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 409],
  params,
  body: z.object({ admin_notes: note.meta({ description: 'Private: the tenant never sees it.' }) }),
  data: z.object({
    payment_id: z.int(),
    account_id: z.int(),
    account_status: z.enum(AccountStatus),
    subscription_status: z.enum(SubscriptionStatus).nullable().meta({ description: 'Of a plan invoice, else null.' }),
    credits_added: z.int(),
    total_credits: z.int(),
    approved_by: z.string().nullable(),
    approved_at: moment.nullable(),
  }),
  message: (data) => (data.subscription_status === 'active' && data.account_status === 'active' ? ACTIVATED : APPROVED),
  async run({ ctx, params, body }) {
    insistOn(await approvePayments(ctx, { paymentIds: [params.id], note: body.admin_notes }));
    const decision = await getPaymentDecision(ctx, params.id);
    return {
      payment_id: decision.paymentId,
      account_id: decision.accountId,
      account_status: decision.accountStatus,
      subscription_status: decision.subscriptionStatus,
      credits_added: decision.creditsAdded,
      total_credits: decision.totalCredits,
      approved_by: decision.reviewedBy,
      approved_at: decision.reviewedAt,
    };
  },
  examples: {
    params: { id: 456 },
    body: { admin_notes: 'Seen on the statement of 9 December' },
    answer: {
      success: true,
      message: ACTIVATED,
      data: {
        payment_id: 456,
        account_id: 2,
        account_status: 'active',
        subscription_status: 'active',
        credits_added: 5000,
        total_credits: 5000,
        approved_by: 'finance@example.com',
        approved_at: '2025-12-09T08:00:00.000Z',
      },
    },
  },
});

const REJECTED = 'Payment rejected. The reason was sent to the tenant.';

const rejectPayment = route({
  method: 'post',
  path: '/billing/admin/payments/{id}/reject',
  name: 'rejectPayment',
  tag,
  summary: 'Reject a payment that waits for review',
  description:
    'The tenant is told the reason and may confirm again; the invoice stays payable. Needs the permission payments.review.',
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 409],
  params,
  body: z.object({
    reason: text(500).optional().meta({ description: 'Shown to the tenant.' }),
    admin_notes: note.meta({ description: 'The private note; where reason is absent, the reason.' }),
  }),
  data: z.object({
    payment_id: z.int(),
    invoice_id: z.int(),
    account_id: z.int(),
    status: z.enum(PaymentStatus),
    rejection_reason: z.string(),
    reviewed_by: z.string().nullable(),
    reviewed_at: moment.nullable(),
    approved_by: z.string().nullable().meta({ description: 'Another name for reviewed_by.' }),
    approved_at: moment.nullable().meta({ description: 'Another name for reviewed_at.' }),
    failed_at: moment.nullable(),
  }),
  message: () => REJECTED,
  async run({ ctx, params, body }) {
    const told = reasonOf(body);
    insistOn(await rejectPayments(ctx, { paymentIds: [params.id], ...told }));
    const decision = await getPaymentDecision(ctx, params.id);
    return {
      payment_id: decision.paymentId,
      invoice_id: decision.invoiceId,
      account_id: decision.accountId,
      status: decision.paymentStatus,
      rejection_reason: decision.rejectionReason,
      reviewed_by: decision.reviewedBy,
      reviewed_at: decision.reviewedAt,
      approved_by: decision.reviewedBy,
      approved_at: decision.reviewedAt,
      failed_at: decision.failedAt,
    };
  },
  examples: {
    params: { id: 456 },
    body: { admin_notes: 'Transaction reference not found' },
    answer: {
      success: true,
      message: REJECTED,
      data: {
        payment_id: 456,
        invoice_id: 123,
        account_id: 2,
        status: 'failed',
        rejection_reason: 'Transaction reference not found',
        reviewed_by: 'finance@example.com',
        reviewed_at: '2025-12-09T08:00:00.000Z',
        approved_by: 'finance@example.com',
        approved_at: '2025-12-09T08:00:00.000Z',
        failed_at: '2025-12-09T08:00:00.000Z',
      },
    },
  },
});

/** `admin_notes` is the reason only when there is no other. */
function reasonOf(body: { reason?: string | undefined; admin_notes: string }): { reason: string; note: string } {
  const path = body.reason === undefined ? 'admin_notes' : 'reason';
  const told = reason.safeParse(body.reason ?? body.admin_notes);
  if (!told.success)
    throw fieldRefusal(path, 'invalid_input', told.error.issues[0]?.message ?? 'Please give a reason.');
  return { reason: told.data, note: body.reason === undefined ? '' : body.admin_notes };
}

const CONFIRMED = 'Bank transfer confirmed successfully';

const confirmTransfer = route({
  method: 'post',
  path: '/billing/confirm-bank-transfer',
  name: 'confirmBankTransfer',
  tag,
  summary: 'Say that a transfer for a plan arrived on the bank account',
  description:
    "Pays the oldest pending plan invoice of that amount, else issues one for the plan's months, and approves the payment in one commit. Credits are added, periods are calendar months. Needs the permissions payments.record and payments.review. The same transfer told twice is 409 transfer_confirmed_already.",
  caller: 'staff',
  limit: 'other',
  idempotent: true,
  refuses: [404, 409],
  body: z.object({
    account_id: bodyId.optional(),
    subscription_id: bodyId.optional().meta({ description: 'Instead of account_id.' }),
    external_payment_id: requiredLine(255, "Please give the transfer's own id."),
    amount: amount.in.meta({ description: 'What arrived.', example: '29.00' }),
    payer_name: requiredLine(255, 'Please say who paid.'),
    proof_url: line(2_000).default('').meta({ description: 'Kept and shown as text; never fetched.' }),
    period_months: bodyInteger('Please give whole months.').optional().meta({
      description: 'How many months were paid; by default 1, or one cycle of a plan with a longer one.',
    }),
  }),
  data: z.object({
    account_id: z.int(),
    subscription_id: z.int().nullable(),
    payment_id: z.int(),
    invoice_id: z.int(),
    invoice_number: z.string(),
    status: z.enum(AccountStatus).meta({ description: 'Of the account.' }),
    subscription_status: z.enum(SubscriptionStatus).nullable(),
    credits: z.int().meta({ description: 'The balance now.' }),
    credits_added: z.int(),
    period_start: moment.nullable(),
    period_end: moment.nullable(),
  }),
  message: () => CONFIRMED,
  async run({ ctx, body }) {
    const done = await confirmBankTransfer(ctx, {
      accountId: body.account_id,
      subscriptionId: body.subscription_id,
      externalPaymentId: body.external_payment_id,
      amount: body.amount,
      payerName: body.payer_name,
      proofUrl: body.proof_url,
      periodMonths: body.period_months,
    });
    return {
      account_id: done.accountId,
      subscription_id: done.subscriptionId,
      payment_id: done.paymentId,
      invoice_id: done.invoiceId,
      invoice_number: done.invoiceNumber,
      status: done.status,
      subscription_status: done.subscriptionStatus,
      credits: done.credits,
      credits_added: done.creditsAdded,
      period_start: done.periodStart,
      period_end: done.periodEnd,
    };
  },
  examples: {
    body: {
      account_id: 2,
      external_payment_id: 'FT-20251209-0042',
      amount: '29.00',
      payer_name: 'Test GmbH',
      period_months: 1,
    },
    answer: {
      success: true,
      message: CONFIRMED,
      data: {
        account_id: 2,
        subscription_id: 2,
        payment_id: 457,
        invoice_id: 123,
        invoice_number: 'INV-2-202512-0001',
        status: 'active',
        subscription_status: 'active',
        credits: 5000,
        credits_added: 5000,
        period_start: '2025-12-09T08:00:00.000Z',
        period_end: '2026-01-09T08:00:00.000Z',
      },
    },
  },
});

function onTheWire(view: StaffPaymentView): z.input<typeof payment> {
  return {
    id: view.id,
    account_id: view.accountId,
    account_name: view.accountName,
    account_status: view.accountStatus,
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
    admin_notes: view.adminNotes,
    rejection_reason: view.rejectionReason,
    reviewed_by: view.reviewedBy,
    approved_by: view.reviewedBy,
    reviewed_at: view.reviewedAt,
    approved_at: view.reviewedAt,
    processed_at: view.processedAt,
    failed_at: view.failedAt,
    created_at: view.createdAt,
  };
}

export const staffPaymentRoutes: ApiRoute[] = [
  listAllPayments,
  listPendingPayments,
  approvePayment,
  rejectPayment,
  confirmTransfer,
];
