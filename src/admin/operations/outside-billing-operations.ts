import { fieldRefusal } from '../../services/core/errors.js';
import { OUTSIDE_BILLING } from '../../services/outside-billing/adapters.js';
import { correctOutsideLink, unlinkOutside } from '../../services/outside-billing/change-link.js';
import { linkOutside, outsideProvider } from '../../services/outside-billing/link-outside.js';
import {
  type Linkable,
  OUTSIDE_PROVIDERS,
  type OutsideProvider,
} from '../../services/outside-billing/outside-billing.js';
import { recordOutsidePayment } from '../../services/outside-billing/record-outside-payment.js';
import {
  type DialogField,
  type OperationAction,
  type Preview,
  recordOperation,
  type Target,
} from '../operation-action.js';
import { type Body, textOf } from '../wire-body.js';
import { invoiceOf } from './invoice-operations.js';

const SYSTEM: DialogField = {
  name: 'provider',
  label: 'System',
  type: 'select',
  required: true,
  value: OUTSIDE_PROVIDERS[0],
  options: OUTSIDE_PROVIDERS.map((value) => ({ value, label: capital(OUTSIDE_BILLING[value].label) })),
};

/** What this record is called in Wave, in Stripe, in an ERP. */
export function linkOutsideOperation(objectType: Linkable): OperationAction {
  return recordOperation({
    name: 'linkOutside',
    label: 'Enter outside id',
    preview: async ({ params }) => ({
      title: `Outside id of ${nameOf(params)}`,
      says: ['Enter what an outside billing system calls it, so that both can be found from each other.'],
      fields: [
        SYSTEM,
        {
          name: 'external_id',
          label: 'Id there',
          type: 'text',
          required: true,
          maxLength: 255,
          help: idHelp(objectType),
        },
      ],
      confirm: 'Keep it',
    }),
    async act({ ctx, id }, body) {
      await linkOutside(ctx, {
        objectType,
        objectId: id,
        provider: providerOf(body),
        externalId: textOf(body, 'external_id'),
      });
      return { message: 'The outside id is kept.' };
    },
  });
}

export const recordOutsidePaymentOperation = recordOperation({
  name: 'recordOutsidePayment',
  label: 'Record outside payment',
  offeredFor: ({ status }) => status === 'pending',
  preview: previewRecording,
  async act({ ctx, id }, body) {
    const outsideInvoiceId = textOf(body, 'outside_invoice_id').trim();
    const paidOn = textOf(body, 'paid_on');
    const { paymentId } = await recordOutsidePayment(ctx, {
      invoiceId: id,
      provider: providerOf(body),
      ...(outsideInvoiceId === '' ? {} : { outsideInvoiceId }),
      externalReference: textOf(body, 'external_reference'),
      ...(paidOn === '' ? {} : { paidOn }),
      amount: textOf(body, 'amount'),
      payerName: textOf(body, 'payer_name'),
      note: textOf(body, 'note'),
    });
    return {
      message: 'The payment is recorded and approved; the invoice is paid.',
      href: `/admin/resources/Payment/records/${paymentId}/show`,
    };
  },
});

export const externalRefOperations = [
  recordOperation({
    name: 'correctOutsideLink',
    label: 'Correct',
    offeredFor: isLink,
    preview: async ({ params }) => ({
      title: `Correct ${String(params.externalId)}`,
      says: ['The audit keeps the old id beside the new one.'],
      possible: isLink(params) ? 1 : 0,
      fields: [
        {
          name: 'external_id',
          label: 'Id there',
          type: 'text',
          required: true,
          maxLength: 255,
          value: String(params.externalId),
        },
      ],
      confirm: 'Correct it',
    }),
    async act({ ctx, id }, body) {
      await correctOutsideLink(ctx, { externalRefId: id, externalId: textOf(body, 'external_id') });
      return { message: 'The outside id is corrected.' };
    },
  }),
  recordOperation({
    name: 'unlinkOutside',
    label: 'Remove',
    tone: 'danger',
    offeredFor: isLink,
    preview: async ({ params }) => ({
      title: `Remove ${String(params.externalId)}`,
      says: ['Nothing else changes: the record stays as it is, here and there.'],
      possible: isLink(params) ? 1 : 0,
      fields: [
        { name: 'reason', label: 'Reason', type: 'long', required: true, maxLength: 500, help: 'The audit keeps it.' },
      ],
      confirm: 'Remove the link',
    }),
    async act({ ctx, id }, body) {
      await unlinkOutside(ctx, { externalRefId: id, reason: textOf(body, 'reason') });
      return { message: 'The outside id is removed.', gone: true };
    },
  }),
];

/** The reference of a recorded payment is proof, and stays. */
function isLink({ objectType }: Record<string, unknown>): boolean {
  return objectType !== 'payment';
}

async function previewRecording(target: Target): Promise<Preview> {
  const invoice = await invoiceOf(target);
  const link = await target.ctx.installation.prisma.externalRef.findFirst({
    where: { objectType: 'invoice', objectId: target.id },
    orderBy: { id: 'desc' },
  });
  return {
    title: `Record an outside payment of ${invoice.number}`,
    says: [
      `An outside system collected ${invoice.amount}. The payment is marked as entered by you and approved at once; its references are kept.`,
    ],
    possible: invoice.status === 'pending' && invoice.waiting === null ? 1 : 0,
    warnings: invoice.warnings,
    fields: [
      link === null ? SYSTEM : { ...SYSTEM, value: link.provider },
      {
        name: 'outside_invoice_id',
        label: 'Invoice number there',
        type: 'text',
        required: true,
        maxLength: 255,
        help: idHelp('invoice'),
        ...(link === null ? {} : { value: link.externalId }),
      },
      {
        name: 'external_reference',
        label: 'Reference of the payment there',
        type: 'text',
        required: true,
        maxLength: 255,
        help: 'It pays one invoice only.',
      },
      { name: 'paid_on', label: 'Paid on', type: 'date' },
      { name: 'payer_name', label: 'Payer', type: 'text', required: true, maxLength: 255 },
      { name: 'amount', label: `Amount in ${invoice.currency}`, type: 'money', required: true },
      { name: 'note', label: 'Note for colleagues', type: 'long', help: 'Only staff see it.', maxLength: 1800 },
    ],
    confirm: 'Record and approve',
  };
}

function providerOf(body: Body): OutsideProvider {
  const provider = outsideProvider.safeParse(textOf(body, 'provider'));
  if (!provider.success) throw fieldRefusal('provider', 'invalid_input', 'Please choose the outside system.');
  return provider.data;
}

function nameOf({ number, name, id }: Record<string, unknown>): string {
  return String(number ?? name ?? `period ${String(id)}`);
}

/** "Wave: Customer id. Stripe: Customer id (cus_…)." */
function idHelp(objectType: Linkable): string {
  return Object.values(OUTSIDE_BILLING)
    .map(({ label, idNames }) => `${capital(label)}: ${idNames[objectType]}.`)
    .join(' ');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
