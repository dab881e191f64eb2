import { AccountStatus, PaymentStatus, SubscriptionStatus } from '@prisma/client';
import { z } from 'zod';
import { fieldRefusal } from '../services/core/errors.js';
import { note, reason } from '../services/core/fields.js';
import { insistOn } from '../services/core/outcome.js';
import { approvePayments } from '../services/payments/approve-payments.js';
import { getPaymentDecision } from '../services/payments/get-payment-decision.js';
import { rejectPayments } from '../services/payments/reject-payments.js';
import { moment, pathId } from './fields.js';
import { type ApiRoute, route } from './route.js';

const tag = 'Staff';
const params = z.object({ id: pathId });

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
    reason: reason.optional().meta({ description: 'Shown to the tenant.' }),
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
  if (body.reason !== undefined) return { reason: body.reason, note: body.admin_notes };
  const told = reason.safeParse(body.admin_notes);
  if (!told.success)
    throw fieldRefusal('admin_notes', 'invalid_input', told.error.issues[0]?.message ?? 'Please give a reason.');
  return { reason: told.data, note: '' };
}

export const staffReviewRoutes: ApiRoute[] = [approvePayment, rejectPayment];
