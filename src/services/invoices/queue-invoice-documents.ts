import type { PaymentMethodConfig, Seller } from '@prisma/client';
import { dateText } from '../core/calendar.js';
import type { TxContext } from '../core/context.js';
import { moneyString } from '../core/money.js';
import type { InvoicePdf } from '../core/pdf.js';
import { queueDocument } from '../documents/queue-document.js';
import { billingSnapshot, sellerSnapshot } from './billing-snapshot.js';
import type { IssuedInvoice } from './invoice-order.js';

/** Freezes what the PDFs of issued invoices print, how to pay included: whatever is edited later, they stay. */
export async function queueInvoiceDocuments(ctx: TxContext, issued: IssuedInvoice[], seller: Seller): Promise<void> {
  const periodIds = issued.flatMap(({ order }) => order.billingPeriodId ?? []);
  const periods =
    periodIds.length === 0
      ? []
      : await ctx.db.billingPeriod.findMany({
          where: { id: { in: periodIds } },
          include: { contract: { select: { number: true, title: true } } },
        });
  const contractOf = new Map(
    periods.map(({ id, periodStart, periodEnd, contract }) => [
      id,
      { ...contract, periodStart: dateText(periodStart), periodEnd: dateText(periodEnd) },
    ]),
  );
  await queueDocument(
    ctx,
    issued.map((one) => ({
      kind: 'invoice' as const,
      accountId: one.invoice.accountId,
      invoiceId: one.invoice.id,
      data: invoicePdf(ctx, one, seller, contractOf.get(one.order.billingPeriodId ?? 0) ?? null),
    })),
  );
}

function invoicePdf(
  ctx: TxContext,
  { invoice, order, account, recipient, methods }: IssuedInvoice,
  seller: Seller,
  contract: InvoicePdf['contract'],
): InvoicePdf {
  const { currency } = invoice;
  return {
    number: invoice.number ?? '',
    currency,
    issuedAt: ctx.now.toISOString(),
    dueAt: invoice.dueAt?.toISOString() ?? null,
    timeZone: account.timeZone ?? seller.timeZone,
    seller: sellerSnapshot(seller),
    buyer: billingSnapshot(account, recipient.email, ctx.now),
    contract,
    lines: order.lines.map((line) => ({
      description: line.description,
      detail: line.detail ?? '',
      quantity: line.quantity,
      unitAmount: moneyString(line.unitAmount, currency),
      amount: moneyString(line.unitAmount.mul(line.quantity), currency),
    })),
    subtotal: moneyString(invoice.subtotal, currency),
    discount: invoice.discountTotal.isZero()
      ? null
      : { description: invoice.discountDescription, amount: moneyString(invoice.discountTotal, currency) },
    taxTotal: moneyString(invoice.taxTotal, currency),
    total: moneyString(invoice.total, currency),
    methods: methods.filter(({ isManual }) => isManual).map(payBy),
    note: order.note ?? '',
  };
}

export function payBy(config: PaymentMethodConfig): InvoicePdf['methods'][number] {
  return {
    name: config.displayName,
    instructions: config.instructions,
    bankName: config.bankName,
    accountNumber: config.accountNumber,
    swiftCode: config.swiftCode,
    walletType: config.walletType,
    walletId: config.walletId,
    isExample: config.isExample,
  };
}
