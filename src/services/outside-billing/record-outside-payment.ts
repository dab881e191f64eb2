import { z } from 'zod';
import { addDays } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { amount, id, requiredLine, text } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { enterPayment } from '../payments/record-payment.js';
import { OUTSIDE_BILLING } from './adapters.js';
import { keepRef, readOutsideId } from './external-ref.js';
import { keepLink, outsideId, outsideProvider } from './link-outside.js';
import { findLinkable } from './linkable-object.js';
import type { OutsideProvider } from './outside-billing.js';

/**
 * The outside system collected an invoice: its reference is kept and the payment recorded and approved like one seen on
 * the bank statement, in one commit. The invoice needs its number there, given here or before. One outside payment pays
 * once: 409 `outside_id_taken`. Locks account, invoice, payment.
 */
export const recordOutsidePayment = operation({
  name: 'outside.record_payment',
  permission: 'outside_billing.record',
  input: z.object({
    invoiceId: id,
    provider: outsideProvider,
    outsideInvoiceId: outsideId.optional(),
    externalReference: requiredLine(255, 'Please enter the reference of the payment in the outside system.'),
    paidOn: z.iso.date('Please enter a day like 2026-12-31.').optional(),
    amount,
    payerName: requiredLine(255, 'Please enter who paid.'),
    note: text(1_800).default(''),
  }),
  async run(ctx, { invoiceId, provider, outsideInvoiceId, externalReference, paidOn, note, ...paid }) {
    refuseFuture(ctx, paidOn);
    const invoice = await findLinkable(ctx, 'invoice', invoiceId);
    await insistOnLink(ctx, provider, invoiceId, outsideInvoiceId);
    const reference = readOutsideId(provider, 'payment', externalReference, 'externalReference');
    const { paymentId } = await enterPayment(ctx, {
      ...paid,
      amount: paid.amount.toFixed(),
      invoiceId,
      paymentMethod: OUTSIDE_BILLING[provider].paymentMethod,
      manualReference: reference,
      note: noteOf(provider, paidOn, note),
    });
    const ref = { provider, objectType: 'payment', objectId: paymentId, externalId: reference } as const;
    await keepRef(ctx, { accountId: invoice.accountId, ...ref }, 'externalReference');
    await ctx.audit({
      action: 'outside.record_payment',
      entityType: 'Invoice',
      entityId: invoiceId,
      accountId: invoice.accountId,
      changes: { [provider]: { after: reference }, payment: { after: paymentId } },
    });
    return { paymentId };
  },
});

function refuseFuture(ctx: TxContext, paidOn: string | undefined): void {
  // Somewhere it is tomorrow already.
  if (paidOn !== undefined && new Date(paidOn) > addDays(ctx.now, 1)) {
    throw fieldRefusal('paidOn', 'paid_in_the_future', 'Please enter the day on which it was paid.');
  }
}

async function insistOnLink(
  ctx: TxContext,
  provider: OutsideProvider,
  invoiceId: number,
  outsideInvoiceId: string | undefined,
): Promise<void> {
  const objectId = { provider, objectType: 'invoice', objectId: invoiceId };
  const known = await ctx.db.externalRef.findUnique({ where: { provider_objectType_objectId: objectId } });
  if (outsideInvoiceId !== undefined && known?.externalId !== outsideInvoiceId) {
    const link = { objectType: 'invoice', objectId: invoiceId, provider, externalId: outsideInvoiceId } as const;
    await keepLink(ctx, link, 'outsideInvoiceId');
  } else if (known === null) {
    throw fieldRefusal(
      'outsideInvoiceId',
      'invoice_not_linked',
      `Please enter the invoice's number in ${OUTSIDE_BILLING[provider].label} too.`,
    );
  }
}

/** Where the money came in, for the reviewer of tomorrow; the payment itself has no column for it. */
function noteOf(provider: OutsideProvider, paidOn: string | undefined, note: string): string {
  const day = paidOn === undefined ? '' : ` on ${paidOn}`;
  return [`Collected by ${OUTSIDE_BILLING[provider].label}${day}.`, note].filter((part) => part !== '').join('\n');
}
