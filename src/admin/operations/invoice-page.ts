import { dateText } from '../../services/core/calendar.js';
import { moneyString } from '../../services/core/money.js';
import { currentRequest } from '../request-context.js';

/** What stands on an invoice's page beside its own columns: its sheet, its file, the contract it is for. */
export async function invoicePage(id: number) {
  const { prisma } = currentRequest().ctx.installation;
  const invoice = await prisma.invoice.findUniqueOrThrow({
    where: { id },
    include: {
      lines: { orderBy: { position: 'asc' } },
      document: { select: { status: true, sha256: true } },
      billingPeriod: { include: { contract: { select: { id: true, number: true, title: true } } } },
    },
  });
  const { currency, billingPeriod: period } = invoice;
  return {
    invoice: {
      lines: invoice.lines.map(({ id: line, description, quantity, unitAmount, amount }) => ({
        id: line,
        description,
        quantity,
        unitAmount: moneyString(unitAmount, currency),
        amount: moneyString(amount, currency),
      })),
      subtotal: moneyString(invoice.subtotal, currency),
      discount: invoice.discountTotal.isZero()
        ? null
        : {
            description: invoice.discountDescription || 'Discount',
            amount: moneyString(invoice.discountTotal, currency),
          },
      tax: invoice.taxTotal.isZero() ? null : moneyString(invoice.taxTotal, currency),
      total: moneyString(invoice.total, currency),
      currency,
      document: invoice.document,
      contract:
        period === null
          ? null
          : {
              ...period.contract,
              periodId: period.id,
              periodStart: dateText(period.periodStart),
              periodEnd: dateText(period.periodEnd),
            },
    },
  };
}

export type InvoicePage = Awaited<ReturnType<typeof invoicePage>>['invoice'];
