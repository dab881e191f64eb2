import { post } from '../api/client.js';
import { PLANS } from './account.js';
import { accountOf, type Business, call, done, idOf, NOTHING, reason, staffDo, submit } from './business.js';
import type { Deed } from './deeds.js';

const onAccount =
  (action: string, bodyOf: (deed: Deed) => Record<string, unknown> = () => ({})) =>
  (business: Business, deed: Deed) =>
    staffDo(business, deed, `/resources/Account/records/${accountOf(business, deed)}/${action}`, bodyOf(deed));

/** Accounts and money over HTTP; null where the answer does not say whether it was done. */
export const MONEY_DOINGS = {
  async confirm(business: Business, deed: Deed): Promise<boolean> {
    const invoice = await invoiceOf(business, deed);
    const body = {
      invoice_id: invoice.id,
      payment_method: 'bank_transfer',
      manual_reference: `BT-${deed.nonce}`,
      amount: invoice.total,
    };
    return call(business, deed, (caller) => post(business.server, '/api/v1/billing/payments/confirm', body, caller));
  },
  async withdraw(business: Business, deed: Deed): Promise<null> {
    await submit(business, deed, `/app/payments/${await paymentOf(business, deed)}/withdraw`);
    return null;
  },
  async choosePlan(business: Business, deed: Deed): Promise<boolean> {
    const form = { plan_slug: deed.plan, billing_country: 'PK', payment_method: 'bank_transfer' };
    const location = await submit(business, deed, '/app/plan', form);
    return location?.startsWith('/app/invoices/') ?? false;
  },
  async approve(business: Business, deed: Deed): Promise<boolean> {
    return staffDo(business, deed, `/resources/Payment/records/${await paymentOf(business, deed)}/approvePayment`);
  },
  async reject(business: Business, deed: Deed): Promise<boolean> {
    const path = `/resources/Payment/records/${await paymentOf(business, deed)}/rejectPayment`;
    return staffDo(business, deed, path, { reason });
  },
  async approveAll(business: Business, deed: Deed): Promise<null> {
    const waiting = await business.server.prisma.payment.findMany({
      where: { status: 'pending_approval', accountId: { in: business.accounts } },
    });
    const recordIds = [...waiting.map(({ id }) => id), NOTHING];
    if (!(await staffDo(business, deed, '/resources/Payment/actions/approvePayments', { recordIds })))
      throw new Error('a bulk approval was refused');
    // What waited was read before: beside other deeds the count tells nothing that the end state does not.
    return null;
  },
  async record(business: Business, deed: Deed): Promise<boolean> {
    const { id, total } = await invoiceOf(business, deed);
    const body = { manual_reference: `ST-${deed.nonce}`, payer_name: 'Payer', amount: total };
    return staffDo(business, deed, `/resources/Invoice/records/${id}/recordPayment`, body);
  },
  async recordOutside(business: Business, deed: Deed): Promise<boolean> {
    const { id, total } = await invoiceOf(business, deed);
    return staffDo(business, deed, `/resources/Invoice/records/${id}/recordOutsidePayment`, {
      provider: 'other',
      outside_invoice_id: `Bill ${business.run}/${deed.nonce}`,
      external_reference: `OUT-${deed.nonce}`,
      payer_name: 'Payer',
      amount: total,
    });
  },
  async void(business: Business, deed: Deed): Promise<boolean> {
    const { id } = await invoiceOf(business, deed);
    return staffDo(business, deed, `/resources/Invoice/records/${id}/voidInvoice`, { reason });
  },
  async transfer(business: Business, deed: Deed): Promise<boolean> {
    const body = {
      account_id: accountOf(business, deed),
      external_payment_id: `FT-${deed.nonce}`,
      amount: ((PLANS[deed.plan]?.price ?? 0) * deed.months).toFixed(2),
      payer_name: 'Payer',
      period_months: deed.months,
    };
    const access = business.program;
    return done(await post(business.server, '/api/v1/billing/confirm-bank-transfer', body, { access }));
  },
  async oneOff(business: Business, deed: Deed): Promise<boolean> {
    return staffDo(business, deed, '/resources/Account/actions/issueInvoice', {
      account_id: accountOf(business, deed),
      lines: [{ description: 'Workshop', quantity: 1, unit_amount: '10.00' }],
    });
  },
  changePlan: onAccount('changePlan', ({ plan }) => ({ plan_slug: plan })),
  adjust: onAccount('adjustCredits', ({ amount }) => ({ amount, reason })),
  suspend: onAccount('suspendAccount', ({ unpaid }) => ({ reason, cause: unpaid ? 'unpaid' : 'staff' })),
  reactivate: onAccount('reactivateAccount'),
  cancel: onAccount('cancelAccount', () => ({ reason })),
  letIn: onAccount('approveAccount'),
  turnAway: onAccount('rejectAccount', () => ({ reason })),
  reopen: onAccount('reopenAccount'),
};

async function invoiceOf(business: Business, deed: Deed): Promise<{ id: number; total: string }> {
  const invoice = await business.server.prisma.invoice.findFirst({
    where: { accountId: accountOf(business, deed) },
    orderBy: { id: 'asc' },
    skip: deed.invoice,
  });
  return { id: idOf(invoice), total: invoice?.total.toFixed(2) ?? '1.00' };
}

async function paymentOf(business: Business, deed: Deed): Promise<number> {
  const where = { accountId: accountOf(business, deed) };
  return idOf(await business.server.prisma.payment.findFirst({ where, orderBy: { id: 'asc' }, skip: deed.payment }));
}
