import { type Request, type Response, Router } from 'express';
import { type BillingOverview, getOwnBilling } from '../../services/billing-periods/get-billing-overview.js';
import { listOwnInvoices } from '../../services/invoices/list-invoices.js';
import { listOwnPayments } from '../../services/payments/list-payments.js';
import { type Badge, periodBadge } from './badges.js';
import { contractHref } from './contract-href.js';
import { countOf, formatDay, groupThousands } from './formats.js';
import { invoiceHref, invoiceRow } from './show-invoice.js';
import { paymentItem } from './show-payment.js';
import { contextOf, mayPay, type Site, showPage, timeZoneOf } from './site.js';
import { queryCursor } from './submission.js';

const SHOWN = 25;
/** Further contracts are folded until somebody asks. */
const OPEN_CONTRACTS = 3;

export function billingPages(site: Site): Router {
  const router = Router();
  router.get('/app/billing', (req, res) => showBilling(site, req, res));
  return router;
}

async function showBilling(site: Site, req: Request, res: Response): Promise<void> {
  const ctx = contextOf(site, req);
  const zone = await timeZoneOf(site, req);
  const [billing, invoices, payments] = await Promise.all([
    getOwnBilling(ctx),
    listOwnInvoices(ctx, { limit: SHOWN, ...queryCursor(req, 'invoices_before') }),
    listOwnPayments(ctx, { limit: SHOWN, ...queryCursor(req, 'payments_before') }),
  ]);
  const inReview = new Set(payments.rows.filter((payment) => payment.canWithdraw).map((payment) => payment.invoiceId));
  await showPage(site, req, res, 'billing', {
    stats: stats(billing),
    contracts: contractsOf(billing),
    invoices: invoices.rows.map((invoice) => invoiceRow(invoice, inReview.has(invoice.id), zone)),
    olderInvoices: invoices.nextCursor === null ? null : `/app/billing?invoices_before=${invoices.nextCursor}#invoices`,
    payments: payments.rows.map((payment) => paymentItem(payment, zone, mayPay(req))),
    olderPayments: payments.nextCursor === null ? null : `/app/billing?payments_before=${payments.nextCursor}#payments`,
  });
}

interface Stat {
  label: string;
  values: string[];
  note: string;
  tone?: Badge['tone'];
}

function stats({ outstanding, overdue, nextInvoice }: BillingOverview): Stat[] {
  const isLate = overdue.length > 0;
  return [
    { label: 'Outstanding', values: amounts(outstanding), note: invoicesIn(outstanding) },
    { label: 'Overdue', values: amounts(overdue), note: invoicesIn(overdue), ...(isLate ? { tone: 'danger' } : {}) },
    nextInvoice === null
      ? { label: 'Next invoice', values: ['None planned'], note: '' }
      : {
          label: 'Next invoice',
          values: [`${groupThousands(nextInvoice.amount)} ${nextInvoice.currency}`],
          note: `on ${formatDay(nextInvoice.date)}, for ${nextInvoice.contractNumber}`,
        },
  ];
}

type OpenAmounts = BillingOverview['outstanding'];

function amounts(open: OpenAmounts): string[] {
  return open.length === 0 ? ['Nothing'] : open.map(({ amount, currency }) => `${groupThousands(amount)} ${currency}`);
}

function invoicesIn(open: OpenAmounts): string {
  const count = open.reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? '' : `in ${countOf(count, 'invoice', 'invoices')}`;
}

type Period = BillingOverview['periods'][number];

/** Each contract with its periods, the one that is invoiced next on top. */
function contractsOf({ periods }: BillingOverview): object[] {
  const groups = new Map<number, Period[]>();
  for (const period of periods) groups.set(period.contractId, [...(groups.get(period.contractId) ?? []), period]);
  return [...groups.values()]
    .sort((a, b) => nextDate(a).localeCompare(nextDate(b)))
    .map((group, index) => contractItem(group, index < OPEN_CONTRACTS));
}

const NO_MORE = '9999-12-31';

function nextDate(periods: Period[]): string {
  return periods.find(({ status }) => status === 'pending')?.periodStart ?? NO_MORE;
}

function contractItem(periods: Period[], open: boolean): object {
  const [first] = periods;
  const ahead = periods.filter(({ status }) => status === 'pending').length;
  return {
    title: first?.contractTitle,
    number: first?.contractNumber,
    href: contractHref(first?.contractId ?? 0),
    words: ahead === 0 ? 'nothing more to come' : `${countOf(ahead, 'invoice', 'invoices')} to come`,
    open,
    periods: periods.map((period) => ({
      date: formatDay(period.periodStart),
      span: `until ${formatDay(period.periodEnd)}`,
      badge: periodBadge(period),
      amount: `${groupThousands(period.totalAmount)} ${period.currency}`,
      invoice: period.invoiceId === null ? null : { href: invoiceHref(period.invoiceId), number: period.invoiceNumber },
    })),
  };
}
