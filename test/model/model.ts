/**
 * What the product is meant to do, written a second time and small: no clock, no database, no locks. Each deed answers
 * whether it would be done, and moves the model when it is.
 */
export interface Account {
  status: 'pending' | 'rejected' | 'trial' | 'pending_payment' | 'active' | 'suspended' | 'cancelled';
  keptState: Account['status'] | null;
  unpaid: boolean;
  balance: number;
  plan: string;
  waitsForFirstPayment: boolean;
  invoices: Invoice[];
  payments: Payment[];
}

interface Invoice {
  total: number;
  /** null for a one-off invoice. */
  plan: string | null;
  status: 'pending' | 'paid' | 'void';
}

interface Payment {
  invoice: number;
  status: 'pending_approval' | 'succeeded' | 'failed';
  reference: string;
}

export type Model = Account[];

export const PLANS: Record<string, { price: number; credits: number }> = {
  starter: { price: 29, credits: 5_000 },
  growth: { price: 99, credits: 20_000 },
  scale: { price: 299, credits: 80_000 },
};

export type Deed = { who: number; amount: number; nonce: number } & (
  | { what: 'confirm' | 'record' | 'void'; invoice: number }
  | { what: 'withdraw' | 'approve' | 'reject'; payment: number }
  | { what: 'choosePlan' | 'changePlan'; plan: string }
  | { what: 'approveAll' }
  | { what: 'transfer'; months: number }
  | { what: 'adjust' | 'oneOff' | 'reactivate' | 'cancel' | 'letIn' | 'turnAway' | 'reopen' }
  | { what: 'suspend'; unpaid: boolean }
);

/** Done, refused, or (for all that wait) how many were approved. */
export type Result = boolean | number;

const PAYABLE: Account['status'][] = ['trial', 'pending_payment', 'active', 'suspended'];

export function apply(model: Model, deed: Deed): Result {
  const account = model[deed.who];
  if (account === undefined) throw new Error('nobody of that number');
  switch (deed.what) {
    case 'confirm':
      return confirm(account, deed.invoice, `BT-${deed.nonce}`);
    case 'withdraw':
    case 'reject':
      if (deed.what === 'withdraw' && !PAYABLE.includes(account.status)) return false;
      return decide(account.payments[deed.payment], 'failed');
    case 'approve':
      return approve(account, deed.payment);
    case 'approveAll':
      return model.reduce((count, each) => count + each.payments.filter((_, index) => approve(each, index)).length, 0);
    case 'record':
      return record(account, deed.invoice, `ST-${deed.nonce}`);
    case 'void':
      return voidInvoice(account, deed.invoice);
    case 'choosePlan':
      return ['trial', 'pending_payment'].includes(account.status) && orderPlan(account, deed.plan);
    case 'changePlan':
      return ['trial', 'pending_payment', 'active'].includes(account.status) && orderPlan(account, deed.plan);
    case 'transfer':
      return transfer(account, deed.months, `FT-${deed.nonce}`);
    case 'adjust':
      if (deed.amount === 0 || account.balance + deed.amount < 0) return false;
      account.balance += deed.amount;
      return true;
    case 'oneOff':
      if (!PAYABLE.includes(account.status)) return false;
      account.invoices.push({ total: 10, plan: null, status: 'pending' });
      return true;
    case 'suspend':
      if (!['trial', 'pending_payment', 'active'].includes(account.status)) return false;
      Object.assign(account, { status: 'suspended', keptState: account.status, unpaid: deed.unpaid });
      return true;
    case 'reactivate':
      return account.status === 'suspended' && account.keptState !== null && endSuspension(account, account.keptState);
    case 'cancel':
      return cancel(account);
    case 'letIn':
      if (account.status !== 'pending') return false;
      account.balance += 2_000;
      return move(account, 'pending', 'trial');
    case 'turnAway':
      return move(account, 'pending', 'rejected');
    case 'reopen':
      return move(account, 'rejected', 'pending');
  }
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
  account.invoices.push({ total: planOf(plan).price, plan, status: 'pending' });
  return true;
}

function transfer(account: Account, months: number, reference: string): boolean {
  const plan = PLANS[account.plan];
  // Who was never let in has no plan; a free one has no price.
  if (plan === undefined || !PAYABLE.includes(account.status)) return false;
  const unpaid = unpaidPlans(account);
  if (unpaid.some((index) => waits(account, index))) return false;
  const amount = plan.price * months;
  const same = unpaid.find((index) => account.invoices[index]?.total === amount);
  if (same !== undefined) return record(account, same, reference);
  for (const index of unpaid) voidInvoice(account, index);
  account.invoices.push({ total: amount, plan: account.plan, status: 'pending' });
  return record(account, account.invoices.length - 1, reference);
}

function cancel(account: Account): boolean {
  if (account.status === 'cancelled') return false;
  for (const payment of account.payments) decide(payment, 'failed');
  for (const invoice of account.invoices) if (invoice.status === 'pending') invoice.status = 'void';
  Object.assign(account, { status: 'cancelled', keptState: null, unpaid: false });
  return true;
}

function planOf(slug: string): { price: number; credits: number } {
  const plan = PLANS[slug];
  if (plan === undefined) throw new Error(`${slug} is not sold`);
  return plan;
}
