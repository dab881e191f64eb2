import { type Account, holds, PAYABLE, type Payment, PLANS } from './account.js';
import { followInvoice, terminate } from './contracts.js';
import type { Deed } from './deeds.js';

/** What is meant to become of an account, of what it is asked for and of what it pays. */
export const MONEY_MOVES = {
  confirm: (account: Account, { by, invoice, nonce }: Deed) =>
    holds(account, by, 'pays') && confirm(account, invoice, `BT-${nonce}`),
  withdraw: (account: Account, { by, payment }: Deed) =>
    PAYABLE.includes(account.status) && holds(account, by, 'pays') && decide(account.payments[payment], 'failed'),
  choosePlan: (account: Account, { by, plan }: Deed) =>
    ['trial', 'pending_payment'].includes(account.status) && holds(account, by, 'pays') && orderPlan(account, plan),
  changePlan: (account: Account, { plan }: Deed) =>
    ['trial', 'pending_payment', 'active'].includes(account.status) && orderPlan(account, plan),
  approve: (account: Account, { payment }: Deed) => approve(account, payment),
  reject: (account: Account, { payment }: Deed) => decide(account.payments[payment], 'failed'),
  record: (account: Account, { invoice, nonce }: Deed) => record(account, invoice, `ST-${nonce}`),
  recordOutside: (account: Account, { invoice, nonce }: Deed) => record(account, invoice, `OUT-${nonce}`),
  void: (account: Account, { invoice }: Deed) => voidInvoice(account, invoice),
  transfer: (account: Account, deed: Deed) => transfer(account, deed, `FT-${deed.nonce}`),
  oneOff(account: Account): boolean {
    if (!PAYABLE.includes(account.status)) return false;
    account.invoices.push({ total: 10, plan: null, period: null, status: 'pending' });
    return true;
  },
  adjust(account: Account, { amount }: Deed): boolean {
    if (amount === 0 || account.balance + amount < 0) return false;
    account.balance += amount;
    return true;
  },
  suspend(account: Account, { unpaid }: Deed): boolean {
    if (!['trial', 'pending_payment', 'active'].includes(account.status)) return false;
    Object.assign(account, { status: 'suspended', keptState: account.status, unpaid });
    return true;
  },
  reactivate: (account: Account) =>
    account.status === 'suspended' && account.keptState !== null && endSuspension(account, account.keptState),
  cancel: (account: Account) => cancel(account),
  letIn(account: Account): boolean {
    if (account.status !== 'pending') return false;
    account.balance += 2_000;
    return move(account, 'pending', 'trial');
  },
  turnAway: (account: Account) => move(account, 'pending', 'rejected'),
  reopen: (account: Account) => move(account, 'rejected', 'pending'),
};

/** All that wait; answers how many were approved. */
export function approveAll(model: Account[]): number {
  return model.reduce((count, each) => count + each.payments.filter((_, index) => approve(each, index)).length, 0);
}

function move(account: Account, from: Account['status'], to: Account['status']): boolean {
  if (account.status !== from) return false;
  account.status = to;
  return true;
}

function waits(account: Account, invoice: number): boolean {
  return account.payments.some((payment) => payment.invoice === invoice && payment.status === 'pending_approval');
}

function confirm(account: Account, index: number, reference: string): boolean {
  const invoice = account.invoices[index];
  if (!PAYABLE.includes(account.status) || invoice?.status !== 'pending' || waits(account, index)) return false;
  account.payments.push({ invoice: index, status: 'pending_approval', reference });
  return true;
}

function decide(payment: Payment | undefined, status: Payment['status']): boolean {
  if (payment?.status !== 'pending_approval') return false;
  payment.status = status;
  return true;
}

function approve(account: Account, index: number): boolean {
  const payment = account.payments[index];
  if (!PAYABLE.includes(account.status) || !decide(payment, 'succeeded')) return false;
  const invoice = account.invoices[payment?.invoice ?? -1];
  if (invoice === undefined) throw new Error('a payment of nothing');
  invoice.status = 'paid';
  followInvoice(account, payment?.invoice ?? -1);
  const isPlan = invoice.plan !== null;
  if (invoice.plan !== null) {
    const { price, credits } = planOf(invoice.plan);
    account.balance += credits * (invoice.total / price);
    account.plan = invoice.plan;
    account.waitsForFirstPayment = false;
  }
  if (account.status !== 'suspended') {
    if (isPlan) account.status = 'active';
    return true;
  }
  const keptState = isPlan ? 'active' : account.keptState;
  account.keptState = keptState;
  if (account.unpaid && keptState !== null) endSuspension(account, keptState);
  return true;
}

function endSuspension(account: Account, to: Account['status']): boolean {
  Object.assign(account, { status: to, keptState: null, unpaid: false });
  return true;
}

function record(account: Account, index: number, reference: string): boolean {
  if (!confirm(account, index, reference)) return false;
  return approve(account, account.payments.length - 1);
}

function voidInvoice(account: Account, index: number): boolean {
  const invoice = account.invoices[index];
  if (invoice?.status !== 'pending' || waits(account, index)) return false;
  invoice.status = 'void';
  followInvoice(account, index);
  return true;
}

function unpaidPlans(account: Account): number[] {
  return account.invoices.flatMap(({ plan, status }, index) => (plan !== null && status === 'pending' ? [index] : []));
}

function orderPlan(account: Account, plan: string): boolean {
  const unpaid = unpaidPlans(account);
  if (account.waitsForFirstPayment && account.plan === plan && unpaid.length > 0) return false;
  if (unpaid.some((index) => waits(account, index))) return false;
  for (const index of unpaid) voidInvoice(account, index);
  if (account.waitsForFirstPayment) account.plan = plan;
  account.invoices.push({ total: planOf(plan).price, plan, period: null, status: 'pending' });
  return true;
}

/** What arrived may be the price of any plan: it pays an invoice over just that amount, or months of the account's own. */
function transfer(account: Account, { plan, months }: Deed, reference: string): boolean {
  const unpaid = unpaidPlans(account);
  if (!PAYABLE.includes(account.status) || unpaid.some((index) => waits(account, index))) return false;
  const amount = planOf(plan).price * months;
  const same = unpaid.find((index) => account.invoices[index]?.total === amount);
  if (same !== undefined) return record(account, same, reference);
  // A free plan has no price.
  if ((PLANS[account.plan]?.price ?? 0) * months !== amount) return false;
  for (const index of unpaid) voidInvoice(account, index);
  account.invoices.push({ total: amount, plan: account.plan, period: null, status: 'pending' });
  return record(account, account.invoices.length - 1, reference);
}

function cancel(account: Account): boolean {
  if (account.status === 'cancelled') return false;
  for (const payment of account.payments) decide(payment, 'failed');
  for (const index of account.invoices.keys()) voidInvoice(account, index);
  for (const place of account.contracts.keys()) terminate(account, place);
  Object.assign(account, { status: 'cancelled', keptState: null, unpaid: false });
  return true;
}

function planOf(slug: string): { price: number; credits: number } {
  const plan = PLANS[slug];
  if (plan === undefined) throw new Error(`${slug} is not sold`);
  return plan;
}
