import { AccountStatus, SubscriptionStatus } from '@prisma/client';
import { z } from 'zod';
import { amount, line, requiredLine } from '../services/core/fields.js';
import { confirmBankTransfer } from '../services/payments/confirm-bank-transfer.js';
import { bodyId, bodyInteger, moment } from './fields.js';
import { type ApiRoute, route } from './route.js';

const CONFIRMED = 'Bank transfer confirmed successfully';

const confirmTransfer = route({
  method: 'post',
  path: '/billing/confirm-bank-transfer',
  name: 'confirmBankTransfer',
  tag: 'Staff',
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

export const bankTransferRoutes: ApiRoute[] = [confirmTransfer];
