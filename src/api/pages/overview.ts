import { type Request, type Response, Router } from 'express';
import { listOwnContracts } from '../../services/contracts/list-contracts.js';
import type { Context } from '../../services/core/context.js';
import { type Balance, getOwnBalance } from '../../services/credits/get-balance.js';
import { getOwnInvoice, type OwnInvoice } from '../../services/invoices/get-invoice.js';
import { listOwnInvoices } from '../../services/invoices/list-invoices.js';
import { listOwnPayments } from '../../services/payments/list-payments.js';
import { accountBadge } from './badges.js';
import { formatCount } from './formats.js';
import { banners, planCard } from './show-account.js';
import { howToPay, invoiceRow } from './show-invoice.js';
import { paymentItem } from './show-payment.js';
import { contextOf, mayPay, type Site, sellerOf, showPage, signedInVisitor, timeZoneOf } from './site.js';

const SHOWN = 10;
const CONTRACTS_READ = 20;

export function overviewPages(site: Site): Router {
  const router = Router();
  router.get('/app', (req, res) => showOverview(site, req, res));
  return router;
}

async function showOverview(site: Site, req: Request, res: Response): Promise<void> {
  const ctx = contextOf(site, req);
  const visitor = signedInVisitor(req);
  const zone = await timeZoneOf(site, req);
  const [balance, invoices, payments, open, latest, contracts] = await Promise.all([
    getOwnBalance(ctx),
    listOwnInvoices(ctx, { limit: SHOWN }),
    listOwnPayments(ctx, { limit: SHOWN }),
    openInvoice(ctx),
    listOwnPayments(ctx, { limit: 1 }),
    listOwnContracts(ctx, { limit: CONTRACTS_READ }),
  ]);
  const inReview = new Set(payments.rows.filter((payment) => payment.canWithdraw).map((payment) => payment.invoiceId));
  const mustPay = open !== null && open.pendingPaymentId === null;
  await showPage(site, req, res, 'overview', {
    account: { name: visitor.account.name, badge: accountBadge(visitor.account.status) },
    banners: banners({
      visitor,
      open,
      latestPayment: latest.rows[0] ?? null,
      toSign: contracts.rows.filter(({ mySignatureWaits }) => mySignatureWaits),
      mayPay: mayPay(req),
      zone,
      now: ctx.clock.now(),
    }),
    credits: creditsCard(balance),
    plan: planCard(visitor, zone),
    invoices: invoices.rows.map((invoice) => invoiceRow(invoice, inReview.has(invoice.id), zone)),
    olderInvoices: invoices.nextCursor === null ? null : `/app/billing?invoices_before=${invoices.nextCursor}#invoices`,
    open: mustPay ? howToPay(open, (await sellerOf(site, req)).email, mayPay(req)) : null,
    payments: payments.rows.map((payment) => paymentItem(payment, zone, mayPay(req))),
    olderPayments: payments.nextCursor === null ? null : `/app/billing?payments_before=${payments.nextCursor}#payments`,
  });
}

/** The invoice to pay next: of those that are open the one that is due first. */
async function openInvoice(ctx: Context): Promise<OwnInvoice | null> {
  const { rows } = await listOwnInvoices(ctx, { limit: 50 });
  const due = rows.filter(({ status }) => status === 'pending');
  const [open] = due.sort((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0));
  return open === undefined ? null : getOwnInvoice(ctx, open.id);
}

function creditsCard({ credits, planCreditsPerMonth, creditsUsedThisMonth }: Balance): object {
  const hasMeter = planCreditsPerMonth > 0 && credits > 0;
  return {
    balance: formatCount(credits),
    meter: hasMeter ? { value: Math.min(credits, planCreditsPerMonth), max: planCreditsPerMonth } : null,
    note:
      creditsUsedThisMonth === 0 ? 'None used this month.' : `${formatCount(creditsUsedThisMonth)} used this month.`,
  };
}
