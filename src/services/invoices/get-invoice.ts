import type { PaymentMethodConfig } from '@prisma/client';
import { dateText } from '../core/calendar.js';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { parse } from '../core/operation.js';
import { listPaymentMethods } from '../payment-methods/list-payment-methods.js';
import { type InvoiceDetailView, invoiceDetailView } from './invoice-view.js';

export interface OwnInvoice extends InvoiceDetailView {
  /** Ways to pay offered in the account's country now, the account's default first. */
  methods: PaymentMethodConfig[];
  /** A confirmation of it that waits for review. */
  pendingPaymentId: number | null;
  /** The contract and the days it is for; null for any other invoice. */
  contract: { id: number; number: string; title: string; periodStart: string; periodEnd: string } | null;
}

/** One invoice of the acting user's account, with lines, snapshots and how to pay it. */
export async function getOwnInvoice(ctx: Context, invoiceId: number): Promise<OwnInvoice> {
  const { accountId } = actingUser(ctx);
  const invoice = await dbOf(ctx).invoice.findFirst({
    where: { id: parse(id, invoiceId), accountId, NOT: { status: 'draft' } },
    include: {
      lines: { orderBy: { position: 'asc' } },
      payments: { where: { status: 'pending_approval' }, select: { id: true } },
      billingPeriod: { include: { contract: { select: { id: true, number: true, title: true } } } },
      account: { include: { paymentMethods: { where: { isDefault: true } } } },
    },
  });
  if (invoice === null) throw new Refusal('not_found', 'invoice_not_found', 'This invoice does not exist.');
  const period = invoice.billingPeriod;
  const offered = (await listPaymentMethods(ctx, invoice.account.billingCountry)).filter((config) => config.isManual);
  const preferred = invoice.account.paymentMethods[0]?.type;
  return {
    ...invoiceDetailView(invoice, ctx.clock.now()),
    methods: offered.sort((a, b) => Number(b.paymentMethod === preferred) - Number(a.paymentMethod === preferred)),
    pendingPaymentId: invoice.payments[0]?.id ?? null,
    contract:
      period === null
        ? null
        : { ...period.contract, periodStart: dateText(period.periodStart), periodEnd: dateText(period.periodEnd) },
  };
}
