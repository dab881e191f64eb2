import { type Request, type Response, Router } from 'express';
import { getOwnInvoice, type OwnInvoice } from '../../services/invoices/get-invoice.js';
import { listOwnPayments } from '../../services/payments/list-payments.js';
import { openOwnProof } from '../../services/payments/open-proof.js';
import { withdrawConfirmation } from '../../services/payments/withdraw-confirmation.js';
import { sendFile } from '../send-file.js';
import { sendErrorPage } from './errors.js';
import { FORM_KEY, sendOnce } from './send-once.js';
import { flash, sendTo } from './session.js';
import { howToPay, invoicePage } from './show-invoice.js';
import { paymentItem } from './show-payment.js';
import { contextOf, mayPay, type Site, sellerOf, showPage, timeZoneOf } from './site.js';
import { attempt, pathId } from './submission.js';

const PAYMENTS_SHOWN = 50;

export function invoicePages(site: Site): Router {
  const router = Router();
  router.get('/app/invoices/:id', (req, res) => showInvoice(site, req, res));
  router.post('/app/payments/:id/withdraw', (req, res) => withdraw(site, req, res));
  router.get('/app/proofs/:id', async (req, res) => {
    sendFile(req, res, { file: await openOwnProof(contextOf(site, req), pathId(req)) });
  });
  return router;
}

async function showInvoice(site: Site, req: Request, res: Response): Promise<void> {
  const ctx = contextOf(site, req);
  const zone = await timeZoneOf(site, req);
  const invoice = await getOwnInvoice(ctx, pathId(req));
  const payments = await listOwnPayments(ctx, { invoiceId: invoice.id, limit: PAYMENTS_SHOWN });
  const mustPay = invoice.status === 'pending' && invoice.pendingPaymentId === null;
  await showPage(site, req, res, 'invoice', {
    ...invoicePage(invoice, zone),
    notice: notice(invoice),
    pay: mustPay ? howToPay(invoice, (await sellerOf(site, req)).email, mayPay(req)) : null,
    payments: payments.rows.map((payment) => paymentItem(payment, zone, mayPay(req))),
  });
}

function notice(invoice: OwnInvoice): object | null {
  if (invoice.pendingPaymentId !== null) {
    return {
      tone: 'info',
      icon: 'hourglass',
      text: 'You confirmed this payment. A person compares it with our account; you will be notified once it is approved.',
    };
  }
  if (invoice.status === 'void') {
    return {
      tone: 'neutral',
      icon: 'ban',
      text: `This invoice is void and must not be paid. ${invoice.voidReason}`.trim(),
    };
  }
  return invoice.status === 'paid'
    ? { tone: 'success', icon: 'circle-check', text: 'This invoice is paid. Thank you.' }
    : null;
}

async function withdraw(site: Site, req: Request, res: Response): Promise<void> {
  const paymentId = pathId(req);
  const ctx = contextOf(site, req);
  // A payment is withdrawn at most once, so its id is key enough for a second press of the button.
  const form = { [FORM_KEY]: `withdraw-${paymentId}` };
  const result = await attempt(() =>
    sendOnce(ctx, 'withdraw', form, undefined, async (tx) => {
      await withdrawConfirmation(tx, { paymentId });
      return '/app';
    }),
  );
  if (!result.ok && result.status === 404) return sendErrorPage(site, req, res, 404, '');
  if (result.ok) flash(req, 'success', 'The confirmation is withdrawn. You can confirm the payment again at any time.');
  else flash(req, 'info', result.errors.get('') ?? 'The confirmation could not be withdrawn.');
  await sendTo(req, res, '/app');
}
