import type { Invoice, Payment } from '@prisma/client';
import { z } from 'zod';
import { validateAccountAndPlan } from '../access/validate-account-and-plan.js';
import { actingUser, type Context, type TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { amount, currency, id, line, paymentMethod, requiredLine, text } from '../core/fields.js';
import { formatMoney, type Money, moneyString } from '../core/money.js';
import { operation } from '../core/operation.js';
import { listPaymentMethods } from '../payment-methods/list-payment-methods.js';
import { staffRecipients } from '../staff/staff-recipients.js';
import { getRecipient } from '../users/get-recipient.js';
import { insistOnRight } from '../users/lock-own-account.js';
import { attachProof, type StoredProof, storeProof, type UploadedFile } from './proof-file.js';

const confirmation = z.object({
  invoiceId: id,
  paymentMethod,
  manualReference: requiredLine(255, 'Please enter the reference of your transfer.'),
  manualNotes: text(2_000).default(''),
  amount,
  currency: currency.optional(),
  payerName: line(255).default(''),
  proofUrl: line(2_000).default(''),
  proof: z.custom<StoredProof>().optional(),
});

export type ConfirmationInput = Omit<z.input<typeof confirmation>, 'proof'> & { proof?: UploadedFile | undefined };

export interface Confirmation {
  paymentId: number;
  invoiceId: number;
  invoiceNumber: string;
  status: Payment['status'];
  amount: string;
  currency: string;
  manualReference: string;
}

/** “I have transferred the money”: stores the slip, then submits the confirmation for review. */
export async function confirmPayment(ctx: Context, { proof, ...input }: ConfirmationInput): Promise<Confirmation> {
  return submitConfirmation(ctx, proof === undefined ? input : { ...input, proof: await storeProof(ctx, proof) });
}

/**
 * Submits a confirmation for an own pending invoice. Amount and currency must be the invoice's; one confirmation at
 * a time. A reference seen before is accepted and flagged to the reviewer. Locks account and invoice.
 */
export const submitConfirmation = operation({
  name: 'payment.confirm',
  permission: 'tenant.pay',
  input: confirmation,
  async run(ctx, input): Promise<Confirmation> {
    const { id: userId, accountId } = actingUser(ctx);
    const country = await lockPayingAccount(ctx, accountId);
    await insistOnRight(ctx, 'tenant.pay');
    const invoice = await lockInvoice(ctx, accountId, input.invoiceId);
    await refuseUnpayable(ctx, invoice);
    refuseOtherAmount(invoice, input.amount, input.currency);
    await refuseMethodNotOffered(ctx, country, input.paymentMethod);
    const payment = await ctx.db.payment.create({
      data: {
        accountId,
        invoiceId: invoice.id,
        amount: input.amount,
        currency: invoice.currency,
        paymentMethod: input.paymentMethod,
        manualReference: input.manualReference,
        manualNotes: input.manualNotes,
        payerName: input.payerName,
        proofUrl: input.proofUrl,
        submittedById: userId,
        createdAt: ctx.now,
      },
    });
    if (input.proof !== undefined) await attachProof(ctx, payment, input.proof);
    await ctx.audit({
      action: 'payment.confirm',
      entityType: 'Payment',
      entityId: payment.id,
      accountId,
      changes: {
        status: { after: payment.status },
        invoice: { after: invoice.number },
        reference: { after: payment.manualReference },
      },
    });
    await mailConfirmation(ctx, payment, invoice);
    return confirmationView(payment, invoice);
  },
});

async function lockPayingAccount(ctx: TxContext, accountId: number): Promise<string> {
  const [account] = await ctx.db.$queryRaw<{ status: 'active'; billing_country: string }[]>`
    SELECT status, billing_country FROM accounts WHERE id = ${accountId} FOR NO KEY UPDATE`;
  const refusal = validateAccountAndPlan(
    account === undefined ? null : { status: account.status, plan: null },
    'billing',
    ctx.installation.baseUrl,
  );
  if (refusal !== null) throw refusal;
  return account?.billing_country ?? '';
}

/** Locks an invoice of this account; another account's answers like one that does not exist. */
export async function lockInvoice(ctx: TxContext, accountId: number, invoiceId: number): Promise<Invoice> {
  await ctx.db.$queryRaw`SELECT id FROM invoices WHERE id = ${invoiceId} AND account_id = ${accountId} FOR UPDATE`;
  const invoice = await ctx.db.invoice.findFirst({ where: { id: invoiceId, accountId, NOT: { status: 'draft' } } });
  if (invoice === null) throw new Refusal('not_found', 'invoice_not_found', 'This invoice does not exist.');
  return invoice;
}

async function refuseUnpayable(ctx: TxContext, invoice: Invoice): Promise<void> {
  if (invoice.status !== 'pending') {
    throw new Refusal(
      'conflict',
      'invoice_not_payable',
      `Invoice ${invoice.number} is ${invoice.status} and cannot be paid.`,
    );
  }
  const waiting = await ctx.db.payment.count({ where: { invoiceId: invoice.id, status: 'pending_approval' } });
  if (waiting > 0) {
    throw new Refusal(
      'conflict',
      'confirmation_pending',
      `A confirmation for invoice ${invoice.number} is waiting for review already.`,
    );
  }
}

function refuseOtherAmount(invoice: Invoice, amount: Money, currency: string | undefined): void {
  const given = currency ?? invoice.currency;
  if (amount.equals(invoice.total) && given === invoice.currency) return;
  const field = amount.equals(invoice.total) ? 'currency' : 'amount';
  throw fieldRefusal(
    field,
    'amount_mismatch',
    `The invoice is over ${formatMoney(invoice.total, invoice.currency)}, but you entered ${amount.toFixed()} ${given}. Please transfer and confirm exactly the invoice's amount.`,
  );
}

async function refuseMethodNotOffered(
  ctx: TxContext,
  country: string,
  method: Payment['paymentMethod'],
): Promise<void> {
  const offered = await listPaymentMethods(ctx, country);
  if (offered.some((config) => config.paymentMethod === method && config.isManual)) return;
  throw fieldRefusal(
    'payment_method',
    'payment_method_not_offered',
    'This payment method is not offered in your country. Please choose one of those listed.',
  );
}

async function mailConfirmation(ctx: TxContext, payment: Payment, invoice: Invoice): Promise<void> {
  const to = await getRecipient(ctx, payment.accountId);
  const account = await ctx.db.account.findUniqueOrThrow({ where: { id: payment.accountId } });
  const facts = {
    number: invoice.number ?? '',
    invoiceId: invoice.id,
    amount: formatMoney(payment.amount, payment.currency),
    reference: payment.manualReference,
  };
  await ctx.enqueue({
    kind: 'confirmation-received',
    accountId: payment.accountId,
    to,
    data: { name: to.name, ...facts },
  });
  const reviewers = await staffRecipients(ctx, 'payments.review');
  await ctx.enqueue(
    reviewers.map((reviewer) => ({
      kind: 'staff-confirmation-waiting' as const,
      accountId: payment.accountId,
      to: reviewer,
      data: {
        number: facts.number,
        amount: facts.amount,
        reference: facts.reference,
        paymentId: payment.id,
        accountId: payment.accountId,
        accountName: account.name,
        payerName: payment.payerName,
      },
    })),
  );
}

function confirmationView(payment: Payment, invoice: Invoice): Confirmation {
  return {
    paymentId: payment.id,
    invoiceId: invoice.id,
    invoiceNumber: invoice.number ?? '',
    status: payment.status,
    amount: moneyString(payment.amount, payment.currency),
    currency: payment.currency,
    manualReference: payment.manualReference,
  };
}
