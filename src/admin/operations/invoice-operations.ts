import { formatMoney } from '../../services/core/money.js';
import { voidInvoice } from '../../services/invoices/void-invoice.js';
import { recordPayment } from '../../services/payments/record-payment.js';
import { type Preview, recordOperation, type Target } from '../operation-action.js';
import { noteOf, textOf } from '../wire-body.js';

const payable = ({ status }: Record<string, unknown>) => status === 'pending';

export const invoiceOperations = [
  recordOperation({
    name: 'recordPayment',
    label: 'Record payment',
    tone: 'primary',
    offeredFor: payable,
    preview: previewRecording,
    async act({ ctx, id }, body) {
      const { proof } = body.files;
      const { paymentId } = await recordPayment(ctx, {
        invoiceId: id,
        manualReference: textOf(body, 'manual_reference'),
        payerName: textOf(body, 'payer_name'),
        amount: textOf(body, 'amount'),
        ...noteOf(body),
        ...(proof === undefined ? {} : { proof }),
      });
      return {
        message: 'The payment is recorded and approved; the invoice is paid.',
        href: `/admin/resources/Payment/records/${paymentId}/show`,
      };
    },
  }),
  recordOperation({
    name: 'voidInvoice',
    label: 'Void',
    tone: 'danger',
    offeredFor: payable,
    preview: previewVoiding,
    async act({ ctx, id }, body) {
      await voidInvoice(ctx, { invoiceId: id, reason: textOf(body, 'reason') });
      return { message: 'The invoice is void and the tenant is told why.' };
    },
  }),
];

async function previewRecording(target: Target): Promise<Preview> {
  const invoice = await invoiceOf(target);
  return {
    title: `Record a payment for ${invoice.number}`,
    says: [
      `The invoice is over ${invoice.amount}. The payment is marked as entered by you and approved at once: invoice paid, subscription and account active, credits granted.`,
    ],
    possible: invoice.status === 'pending' && invoice.waiting === null ? 1 : 0,
    warnings: invoice.warnings,
    fields: [
      {
        name: 'manual_reference',
        label: 'Reference',
        type: 'text',
        required: true,
        maxLength: 255,
        help: 'As it stands on the bank statement.',
      },
      { name: 'payer_name', label: 'Payer', type: 'text', required: true, maxLength: 255 },
      { name: 'amount', label: `Amount in ${invoice.currency}`, type: 'money', required: true },
      { name: 'proof', label: 'Slip', type: 'file', help: 'PDF, JPEG, PNG or WebP, at most 10 MB.' },
      { name: 'note', label: 'Note for colleagues', type: 'long', help: 'Only staff see it.', maxLength: 2000 },
    ],
    confirm: 'Record and approve',
  };
}

async function previewVoiding(target: Target): Promise<Preview> {
  const invoice = await invoiceOf(target);
  return {
    title: `Void ${invoice.number}`,
    says: [
      `The invoice over ${invoice.amount} can then no longer be paid. Its number stays used. This cannot be taken back.`,
    ],
    possible: invoice.status === 'pending' && invoice.waiting === null ? 1 : 0,
    warnings: invoice.warnings,
    fields: [
      { name: 'reason', label: 'Reason', type: 'long', required: true, help: 'The tenant reads this.', maxLength: 500 },
    ],
    confirm: 'Void the invoice',
  };
}

/** The invoice of a dialog, and why it cannot be paid just now. */
export async function invoiceOf({ ctx, id }: Target) {
  const invoice = await ctx.installation.prisma.invoice.findUniqueOrThrow({
    where: { id },
    include: { payments: { where: { status: 'pending_approval' }, select: { id: true } } },
  });
  const waiting = invoice.payments[0]?.id ?? null;
  const state = invoice.status === 'pending' ? [] : [{ message: `This invoice is ${invoice.status}.` }];
  const confirmation =
    waiting === null
      ? []
      : [
          {
            message: "The tenant's own confirmation waits for review. Decide on it first.",
            href: `/admin/resources/Payment/records/${waiting}/show`,
            link: 'Open it',
          },
        ];
  return {
    number: invoice.number ?? `invoice ${id}`,
    status: invoice.status,
    currency: invoice.currency,
    amount: formatMoney(invoice.total, invoice.currency),
    waiting,
    warnings: [...state, ...confirmation],
  };
}
