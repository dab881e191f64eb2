import { dateText } from '../core/calendar.js';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Money as Decimal, type Money, moneyString } from '../core/money.js';
import { isOverdue } from '../invoices/invoice-status.js';

const PERIODS_SHOWN = 200;

export interface OpenAmount {
  currency: string;
  amount: string;
  count: number;
}

/** What the acting user's account owes, what comes next, and the periods of its contracts. Amounts are strings. */
export async function getOwnBilling(ctx: Context) {
  const { accountId } = actingUser(ctx);
  const db = dbOf(ctx);
  const now = ctx.clock.now();
  const account = await db.account.findUniqueOrThrow({ where: { id: accountId }, select: { creditBalance: true } });
  const open = await db.invoice.findMany({
    where: { accountId, status: 'pending' },
    select: { total: true, currency: true, status: true, dueAt: true },
  });
  const periods = await db.billingPeriod.findMany({
    where: { accountId, NOT: { status: 'cancelled' } },
    include: {
      contract: { select: { number: true, title: true } },
      invoices: { where: { NOT: { status: 'void' } }, select: { id: true, number: true, status: true, dueAt: true } },
    },
    orderBy: [{ periodStart: 'desc' }, { id: 'desc' }],
    take: PERIODS_SHOWN,
  });
  const rows = periods.reverse().map(({ invoices: [invoice], contract, ...period }) => ({
    id: period.id,
    contractId: period.contractId,
    contractNumber: contract.number,
    contractTitle: contract.title,
    periodStart: dateText(period.periodStart),
    periodEnd: dateText(period.periodEnd),
    status: period.status,
    isOverdue: invoice !== undefined && isOverdue(invoice, now),
    totalAmount: moneyString(period.totalAmount, period.currency),
    currency: period.currency,
    invoiceId: invoice?.id ?? null,
    invoiceNumber: invoice?.number ?? null,
  }));
  const next = rows.find(({ status }) => status === 'pending');
  return {
    outstanding: sumByCurrency(open),
    overdue: sumByCurrency(open.filter((invoice) => isOverdue(invoice, now))),
    nextInvoice:
      next === undefined
        ? null
        : {
            date: next.periodStart,
            amount: next.totalAmount,
            currency: next.currency,
            contractId: next.contractId,
            contractNumber: next.contractNumber,
          },
    periods: rows,
    creditBalance: account.creditBalance,
  };
}

export type BillingOverview = Awaited<ReturnType<typeof getOwnBilling>>;

function sumByCurrency(invoices: { total: Money; currency: string }[]): OpenAmount[] {
  const sums = new Map<string, { amount: Money; count: number }>();
  for (const { total, currency } of invoices) {
    const known = sums.get(currency) ?? { amount: new Decimal(0), count: 0 };
    sums.set(currency, { amount: known.amount.add(total), count: known.count + 1 });
  }
  return [...sums].map(([currency, { amount, count }]) => ({ currency, amount: moneyString(amount, currency), count }));
}
