import { AccountStatus, PaymentMethod, PaymentStatus } from '@prisma/client';
import { z } from 'zod';
import { listPaymentsForStaff, type StaffPaymentView } from '../services/payments/list-payments-for-staff.js';
import { currencyCode, moment, money, pageQuery } from './fields.js';
import { type ApiRoute, listRoute } from './route.js';

const tag = 'Staff';

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

export const staffPaymentRoutes: ApiRoute[] = [listAllPayments, listPendingPayments];
