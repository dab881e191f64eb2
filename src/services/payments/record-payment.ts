import { z } from 'zod';
import { actingStaff, type Context } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { amount, id, line, note, paymentMethod, requiredLine } from '../core/fields.js';
import { formatMoney } from '../core/money.js';
import { operation } from '../core/operation.js';
import { insistOn } from '../core/outcome.js';
import { approvePayments, type CreditedAs } from './approve-payments.js';
import { lockInvoice } from './confirm-payment.js';
import { attachProof, type StoredProof, storeProof, type UploadedFile } from './proof-file.js';

const recorded = z.object({
  invoiceId: id,
  paymentMethod: paymentMethod.default('bank_transfer'),
  manualReference: requiredLine(255, 'Please enter the reference on the bank statement.'),
  payerName: requiredLine(255, 'Please enter who paid.'),
  proofUrl: line(2_000).default(''),
  amount,
  note,
  proof: z.custom<StoredProof>().optional(),
  creditedAs: z.custom<CreditedAs>().optional(),
});

export type RecordPaymentInput = Omit<z.input<typeof recorded>, 'proof' | 'creditedAs'> & {
  proof?: UploadedFile | undefined;
};

/** Staff saw the money on the bank account: stores the slip, if any, then records and approves in one commit. */
export async function recordPayment(
  ctx: Context,
  { proof, ...input }: RecordPaymentInput,
): Promise<{ paymentId: number }> {
  return enterPayment(ctx, proof === undefined ? input : { ...input, proof: await storeProof(ctx, proof) });
}

/**
 * Enters a payment on a pending invoice, marked as entered by staff, and approves it through the approval core.
 * Refused with 409 `confirmation_pending` while the tenant's own confirmation waits. Locks account, invoice, payment.
 */
export const enterPayment = operation({
  name: 'payment.record',
  permission: 'payments.record',
  input: recorded,
  async run(ctx, { invoiceId, proof, note, creditedAs, ...facts }): Promise<{ paymentId: number }> {
    const staff = actingStaff(ctx);
    const known = await ctx.db.invoice.findUnique({ where: { id: invoiceId } });
    if (known === null) throw new Refusal('not_found', 'invoice_not_found', 'This invoice does not exist.');
    await ctx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${known.accountId} FOR NO KEY UPDATE`;
    const invoice = await lockInvoice(ctx, known.accountId, invoiceId);
    if (invoice.status !== 'pending') {
      throw new Refusal(
        'conflict',
        'invoice_not_payable',
        `Invoice ${invoice.number} is ${invoice.status}; only a pending invoice can be paid.`,
      );
    }
    const waiting = await ctx.db.payment.findFirst({ where: { invoiceId, status: 'pending_approval' } });
    if (waiting !== null) {
      throw new Refusal(
        'conflict',
        'confirmation_pending',
        `The tenant's own confirmation (payment ${waiting.id}) waits for review. Decide on it instead.`,
        [{ path: 'payment_id', message: String(waiting.id) }],
      );
    }
    if (!facts.amount.equals(invoice.total)) {
      throw fieldRefusal(
        'amount',
        'amount_mismatch',
        `The invoice is over ${formatMoney(invoice.total, invoice.currency)}, but you entered ${facts.amount.toFixed()} ${invoice.currency}.`,
      );
    }
    const payment = await ctx.db.payment.create({
      data: {
        ...facts,
        accountId: invoice.accountId,
        invoiceId,
        currency: invoice.currency,
        enteredById: staff.id,
        createdAt: ctx.now,
      },
    });
    if (proof !== undefined) await attachProof(ctx, payment, proof);
    await ctx.audit({
      action: 'payment.record',
      entityType: 'Payment',
      entityId: payment.id,
      accountId: invoice.accountId,
      changes: {
        invoice: { after: invoice.number },
        reference: { after: payment.manualReference },
        payer: { after: payment.payerName },
      },
    });
    insistOn(await approvePayments(ctx, { paymentIds: [payment.id], note, creditedAs }));
    return { paymentId: payment.id };
  },
});
