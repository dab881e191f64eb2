import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { type Colleague, signIn } from '../admin/office.js';
import { post } from '../api/client.js';
import { newVisitor, type Visitor } from '../api/pages/visitor.js';
import { PASSWORD, signUpForPlan, signUpTenant, staff } from '../support/factories.js';
import type { TestServer } from '../support/http.js';
import { type Account, type Deed, type Model, PLANS, type Result } from './model.js';

interface Tenant {
  accountId: number;
  email: string;
  browser: Visitor | null;
  access: string | null;
}

/** The real product: three tenants, two colleagues in the back-office, and a program of staff, all over HTTP. */
export interface Business {
  server: TestServer;
  tenants: Tenant[];
  colleagues: [Colleague, Colleague];
  program: string;
}

const reason = 'At random';
const NOTHING = 2_000_000_000;

/** Staff work on; each run brings tenants of its own: one on trial, one that has to pay, one that waits to be let in. */
export async function openBusiness(server: TestServer): Promise<Omit<Business, 'tenants'>> {
  const boss = await staff(server, 'superadmin');
  const { token } = await createApiToken(boss, { name: 'Bank feed', role: 'finance', expiresInDays: 1 });
  return {
    server,
    colleagues: [await signIn(server, 'superadmin'), await signIn(server, 'superadmin')],
    program: token,
  };
}

export async function newTenants(server: TestServer): Promise<Tenant[]> {
  const people = [
    await signUpTenant(server),
    await signUpForPlan(server),
    await signUpTenant(server, { planSlug: 'managed-trial' }),
  ];
  return people.map(({ accountId, email }) => ({ accountId, email, browser: null, access: null }));
}

export function newModel(): Model {
  const fresh = { keptState: null, unpaid: false, waitsForFirstPayment: false, payments: [] };
  const account = (wishes: Partial<Account> & Pick<Account, 'status' | 'plan' | 'balance'>): Account =>
    structuredClone({ ...fresh, invoices: [], ...wishes });
  return [
    account({ status: 'trial', plan: 'free-trial', balance: 2_000 }),
    account({
      status: 'pending_payment',
      plan: 'starter',
      balance: 0,
      waitsForFirstPayment: true,
      invoices: [{ total: 29, plan: 'starter', status: 'pending' }],
    }),
    account({ status: 'pending', plan: 'managed-trial', balance: 0 }),
  ];
}

/** What the model can see of the world. */
export async function observe({ server, tenants }: Business): Promise<object[]> {
  return Promise.all(
    tenants.map(async ({ accountId }) => {
      const { prisma } = server;
      const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
      const invoices = await prisma.invoice.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
      const payments = await prisma.payment.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
      return {
        status: account.status,
        keptState: account.suspendedFrom,
        balance: account.creditBalance,
        invoices: invoices.map(({ total, status }) => `${total.toNumber()} ${status}`),
        payments: payments.map((payment) => `${payment.manualReference} ${payment.status}`),
      };
    }),
  );
}

export function expected(model: Model): object[] {
  return model.map(({ status, keptState, balance, invoices, payments }) => ({
    status,
    keptState,
    balance,
    invoices: invoices.map((invoice) => `${invoice.total} ${invoice.status}`),
    payments: payments.map((payment) => `${payment.reference} ${payment.status}`),
  }));
}

/** Does it over HTTP; null where the answer does not say whether it was done. Anything but an answer is a bug. */
export async function perform(business: Business, deed: Deed): Promise<Result | null> {
  const { server, colleagues, program } = business;
  const tenant = tenantOf(business, deed);
  const staffDoes = async (path: string, body: Record<string, unknown>) =>
    done(await colleague(colleagues, deed).post(path, body));
  const onAccount = (action: string, body: Record<string, unknown> = {}) =>
    staffDoes(`/resources/Account/records/${tenant.accountId}/${action}`, body);
  switch (deed.what) {
    case 'confirm': {
      const invoice = await invoiceOf(business, deed, deed.invoice);
      const body = {
        invoice_id: invoice.id,
        payment_method: 'bank_transfer',
        manual_reference: `BT-${deed.nonce}`,
        amount: invoice.total,
      };
      const access = await accessOf(server, tenant);
      return access === null ? false : done(await post(server, '/api/v1/billing/payments/confirm', body, { access }));
    }
    case 'withdraw': {
      const browser = await browserOf(server, tenant);
      const answer = await browser?.post(`/app/payments/${await paymentOf(business, deed, deed.payment)}/withdraw`, {});
      if (answer !== undefined && answer.status >= 500) throw new Error(`withdrawing was answered ${answer.status}`);
      return null;
    }
    case 'choosePlan': {
      const form = { plan_slug: deed.plan, billing_country: 'PK', payment_method: 'bank_transfer' };
      const answer = await (await browserOf(server, tenant))?.post('/app/plan', form);
      if (answer !== undefined && answer.status >= 500) throw new Error(`choosing was answered ${answer.status}`);
      return answer?.location?.startsWith('/app/invoices/') ?? false;
    }
    case 'approve':
      return staffDoes(
        `/resources/Payment/records/${await paymentOf(business, deed, deed.payment)}/approvePayment`,
        {},
      );
    case 'reject':
      return staffDoes(`/resources/Payment/records/${await paymentOf(business, deed, deed.payment)}/rejectPayment`, {
        reason,
      });
    case 'approveAll':
      return approveAll(business, deed);
    case 'record': {
      const invoice = await invoiceOf(business, deed, deed.invoice);
      const body = { manual_reference: `ST-${deed.nonce}`, payer_name: 'Payer', amount: invoice.total };
      return staffDoes(`/resources/Invoice/records/${invoice.id}/recordPayment`, body);
    }
    case 'void': {
      const invoice = await invoiceOf(business, deed, deed.invoice);
      return staffDoes(`/resources/Invoice/records/${invoice.id}/voidInvoice`, { reason });
    }
    case 'transfer': {
      const body = {
        account_id: tenant.accountId,
        external_payment_id: `FT-${deed.nonce}`,
        amount: await priceNow(business, deed, deed.months),
        payer_name: 'Payer',
        period_months: deed.months,
      };
      return done(await post(server, '/api/v1/billing/confirm-bank-transfer', body, { access: program }));
    }
    case 'oneOff':
      return staffDoes('/resources/Account/actions/issueInvoice', {
        account_id: tenant.accountId,
        lines: [{ description: 'Workshop', quantity: 1, unit_amount: '10.00' }],
      });
    case 'changePlan':
      return onAccount('changePlan', { plan_slug: deed.plan });
    case 'adjust':
      return onAccount('adjustCredits', { amount: deed.amount, reason });
    case 'suspend':
      return onAccount('suspendAccount', { reason, cause: deed.unpaid ? 'unpaid' : 'staff' });
    case 'reactivate':
      return onAccount('reactivateAccount');
    case 'cancel':
      return onAccount('cancelAccount', { reason });
    case 'letIn':
      return onAccount('approveAccount');
    case 'turnAway':
      return onAccount('rejectAccount', { reason });
    case 'reopen':
      return onAccount('reopenAccount');
  }
}

function done({ status, body }: { status: number; body: object }): boolean {
  if (status >= 500) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return status < 300;
}

function colleague(colleagues: [Colleague, Colleague], { nonce }: Deed): Colleague {
  return colleagues[nonce % 2 === 0 ? 0 : 1];
}

function tenantOf({ tenants }: Business, { who }: Deed): Tenant {
  const tenant = tenants[who];
  if (tenant === undefined) throw new Error('nobody of that number');
  return tenant;
}

async function invoiceOf(business: Business, deed: Deed, index: number): Promise<{ id: number; total: string }> {
  const { accountId } = tenantOf(business, deed);
  const invoice = await business.server.prisma.invoice.findFirst({
    where: { accountId },
    orderBy: { id: 'asc' },
    skip: index,
  });
  return { id: invoice?.id ?? NOTHING, total: invoice?.total.toFixed(2) ?? '1.00' };
}

async function paymentOf(business: Business, deed: Deed, index: number): Promise<number> {
  const { accountId } = tenantOf(business, deed);
  const payment = await business.server.prisma.payment.findFirst({
    where: { accountId },
    orderBy: { id: 'asc' },
    skip: index,
  });
  return payment?.id ?? NOTHING;
}

async function priceNow(business: Business, deed: Deed, months: number): Promise<string> {
  const { accountId } = tenantOf(business, deed);
  const subscription = await business.server.prisma.subscription.findUnique({
    where: { accountId },
    include: { plan: true },
  });
  return ((PLANS[subscription?.plan.slug ?? '']?.price ?? 1) * months).toFixed(2);
}

async function approveAll({ server, tenants, colleagues }: Business, deed: Deed): Promise<number | null> {
  const waiting = await server.prisma.payment.findMany({
    where: { status: 'pending_approval', accountId: { in: tenants.map(({ accountId }) => accountId) } },
  });
  const recordIds = [...waiting.map(({ id }) => id), NOTHING];
  const answer = await colleague(colleagues, deed).post('/resources/Payment/actions/approvePayments', { recordIds });
  if (answer.status !== 200) throw new Error(`a bulk approval was answered ${answer.status}`);
  // What waited was read before: beside other deeds the count tells nothing that the end state does not.
  return null;
}

/** Whoever cannot sign in cannot do it. */
async function accessOf(server: TestServer, tenant: Tenant): Promise<string | null> {
  if (tenant.access !== null) return tenant.access;
  const { status, body } = await post(server, '/api/v1/auth/login', { email: tenant.email, password: PASSWORD });
  if (status >= 500) throw new Error(`signing in was answered ${status}`);
  if (status === 200) tenant.access = body.data.access;
  return tenant.access;
}

async function browserOf(server: TestServer, tenant: Tenant): Promise<Visitor | null> {
  if (tenant.browser !== null) return tenant.browser;
  const visitor = newVisitor(server);
  const { location } = await visitor.post('/login', { email: tenant.email, password: PASSWORD });
  if (location === '/app') tenant.browser = visitor;
  return tenant.browser;
}
