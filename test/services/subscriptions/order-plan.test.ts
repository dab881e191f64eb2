import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { changePlan } from '../../../src/services/subscriptions/change-plan.js';
import { choosePlan } from '../../../src/services/subscriptions/choose-plan.js';
import { getOwnOpenPlanInvoice } from '../../../src/services/subscriptions/open-plan-invoice.js';
import {
  activeTenant,
  confirmTransfer,
  issueOneOff,
  signUpAndConfirm,
  signUpForPlan,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let support: Context;
let finance: Context;

beforeAll(async () => {
  support = await staff(test, 'support');
  finance = await staff(test, 'finance');
});

async function standing(accountId: number) {
  const { status, subscription } = await test.prisma.account.findUniqueOrThrow({
    where: { id: accountId },
    include: { subscription: { include: { plan: true } } },
  });
  return [status, subscription?.status, subscription?.plan.slug];
}

const bills = (accountId: number) =>
  test.prisma.invoice
    .findMany({ where: { accountId }, orderBy: { id: 'asc' } })
    .then((invoices) => invoices.map(({ status, total }) => [status, total.toString()]));

describe('a trial tenant chooses a paid plan', () => {
  it('the invoice is issued with the billing data given; the trial goes on until the approval', async () => {
    const tenant = await signUpTenant(test);
    const { invoice, plan } = await choosePlan(tenant.ctx, {
      planSlug: 'growth',
      billing: { email: 'bills@khan.example', country: 'PK' },
      paymentMethod: 'local_wallet',
    });
    expect(plan).toBe('growth');
    expect(invoice).toMatchObject({ total: '99.00', currency: 'USD' });
    expect(await standing(tenant.accountId)).toEqual(['trial', 'trialing', 'free-trial']);
    const issued = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } });
    expect(issued.metadata).toMatchObject({ billing_snapshot: { email: 'bills@khan.example', country: 'PK' } });
    expect(await test.prisma.accountPaymentMethod.findMany({ where: { accountId: tenant.accountId } })).toMatchObject([
      { type: 'local_wallet', isDefault: true },
    ]);

    const paymentId = await confirmTransfer(test, tenant, invoice.id);
    await approvePayments(finance, { paymentIds: [paymentId] });
    expect(await standing(tenant.accountId)).toEqual(['active', 'active', 'growth']);
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
      creditBalance: 22_000,
    });
  });

  it('choosing again voids the unpaid invoice and issues another; a one-off invoice is left alone', async () => {
    const tenant = await signUpTenant(test);
    await issueOneOff(test, tenant.accountId);
    await choosePlan(tenant.ctx, { planSlug: 'growth' });
    await choosePlan(tenant.ctx, { planSlug: 'starter' });
    expect(await bills(tenant.accountId)).toEqual([
      ['pending', '15'],
      ['void', '99'],
      ['pending', '29'],
    ]);
  });
});

describe('the payment method, when none is named', () => {
  it('stays the usual one while the country offers it, and is the first one offered otherwise', async () => {
    const tenant = await signUpTenant(test);
    await choosePlan(tenant.ctx, { planSlug: 'growth', billing: { country: 'PK' }, paymentMethod: 'local_wallet' });
    await choosePlan(tenant.ctx, { planSlug: 'starter' });
    expect(await defaultMethod(tenant.accountId)).toBe('local_wallet');
    await choosePlan(tenant.ctx, { planSlug: 'scale', billing: { country: 'DE' } });
    expect(await defaultMethod(tenant.accountId)).toBe('bank_transfer');
  });

  const defaultMethod = async (accountId: number) => {
    const usual = await test.prisma.accountPaymentMethod.findFirstOrThrow({ where: { accountId, isDefault: true } });
    return usual.type;
  };
});

describe('a tenant who waits for the first payment', () => {
  it('takes another plan at once', async () => {
    const tenant = await signUpForPlan(test);
    await choosePlan(tenant.ctx, { planSlug: 'scale' });
    expect(await standing(tenant.accountId)).toEqual(['pending_payment', 'pending_payment', 'scale']);
    expect(await bills(tenant.accountId)).toEqual([
      ['void', '29'],
      ['pending', '299'],
    ]);
  });

  it('choosing the same plan again is refused while its invoice waits, and possible when staff have voided that', async () => {
    const tenant = await signUpForPlan(test);
    expect(await refusalOf(choosePlan(tenant.ctx, { planSlug: 'starter' }))).toMatchObject({
      kind: 'conflict',
      code: 'plan_chosen_already',
    });
    await voidInvoice(finance, { invoiceId: tenant.invoice.id, reason: 'Wrong address' });
    const { invoice } = await choosePlan(tenant.ctx, { planSlug: 'starter' });
    expect(invoice.number).toBe(`INV-${tenant.accountId}-202603-0002`);
  });
});

describe('the plan invoice that is open', () => {
  it('is the unpaid one, with whether it is in review; once it is paid there is none', async () => {
    const tenant = await signUpForPlan(test);
    const { number } = await test.prisma.invoice.findUniqueOrThrow({ where: { id: tenant.invoice.id } });
    expect(await getOwnOpenPlanInvoice(tenant.ctx)).toEqual({ number, inReview: false });
    const refused = await confirmTransfer(test, tenant, tenant.invoice.id);
    expect(await getOwnOpenPlanInvoice(tenant.ctx)).toEqual({ number, inReview: true });
    await rejectPayments(finance, { paymentIds: [refused], reason: 'It had not arrived yet' });
    expect(await getOwnOpenPlanInvoice(tenant.ctx)).toEqual({ number, inReview: false });
    await approvePayments(finance, { paymentIds: [await confirmTransfer(test, tenant, tenant.invoice.id)] });
    expect(await getOwnOpenPlanInvoice(tenant.ctx)).toBeNull();
  });
});

describe('choosing a plan is refused', () => {
  it('while a confirmation of the unpaid plan invoice is in review', async () => {
    const tenant = await signUpAndConfirm(test);
    const before = await allRows(test);
    expect(await refusalOf(choosePlan(tenant.ctx, { planSlug: 'growth' }))).toMatchObject({
      kind: 'conflict',
      code: 'confirmation_pending',
    });
    expect(await refusalOf(changePlan(support, { accountId: tenant.accountId, planSlug: 'growth' }))).toMatchObject({
      code: 'confirmation_pending',
    });
    expect(await allRows(test)).toEqual(before);
  });

  it('for a free plan and for one that is not on offer', async () => {
    const tenant = await signUpTenant(test);
    expect(await refusalOf(choosePlan(tenant.ctx, { planSlug: 'free' }))).toMatchObject({
      code: 'plan_is_free',
      details: [{ path: 'plan_slug' }],
    });
    expect(await refusalOf(choosePlan(tenant.ctx, { planSlug: 'nothing' }))).toMatchObject({ code: 'plan_unknown' });
    expect(await refusalOf(changePlan(support, { accountId: tenant.accountId, planSlug: 'free' }))).toMatchObject({
      code: 'plan_is_free',
    });
  });

  it('for a tenant whose plan runs: that is for staff', async () => {
    const tenant = await activeTenant(test);
    expect(await refusalOf(choosePlan(tenant.ctx, { planSlug: 'growth' }))).toMatchObject({
      kind: 'conflict',
      code: 'plan_change_by_staff',
    });
  });

  it('for a payment method that is not offered, and nothing is kept of the form', async () => {
    const tenant = await signUpTenant(test);
    const before = await allRows(test);
    const attempt = choosePlan(tenant.ctx, { planSlug: 'growth', billing: { country: 'DE' }, paymentMethod: 'cheque' });
    expect(await refusalOf(attempt)).toMatchObject({ code: 'payment_method_not_offered' });
    expect(await allRows(test)).toEqual(before);
  });
});

describe('staff change the plan', () => {
  it('an active account keeps its plan and period until the approval', async () => {
    const tenant = await activeTenant(test);
    const { invoiceId } = await changePlan(support, { accountId: tenant.accountId, planSlug: 'scale' });
    expect(await standing(tenant.accountId)).toEqual(['active', 'active', 'starter']);
    await approvePayments(finance, { paymentIds: [await confirmTransfer(test, tenant, invoiceId)] });
    expect(await standing(tenant.accountId)).toEqual(['active', 'active', 'scale']);
  });

  it('the same plan again is a renewal', async () => {
    const tenant = await activeTenant(test);
    const { invoiceId } = await changePlan(support, { accountId: tenant.accountId, planSlug: 'starter' });
    await approvePayments(finance, { paymentIds: [await confirmTransfer(test, tenant, invoiceId)] });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      currentPeriodEnd: new Date('2026-05-10T09:30:00Z'),
    });
  });

  it('is audited and told to the tenant', async () => {
    const tenant = await signUpTenant(test);
    await changePlan(support, { accountId: tenant.accountId, planSlug: 'starter' });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'subscription.order_plan', accountId: tenant.accountId },
    });
    expect(entry).toMatchObject({
      actorLabel: 'support@staff.example',
      changes: { plan: { before: 'free-trial', after: 'starter' } },
    });
    const mail = await test.prisma.mail.findFirstOrThrow({
      where: { kind: 'plan-changed', accountId: tenant.accountId },
    });
    expect(mail.data).toMatchObject({ planName: 'Starter', previousPlanName: 'Free Trial', atOnce: false });
  });

  it.each(['operations', 'auditor'] as const)('not %s', async (role) => {
    const tenant = await signUpTenant(test);
    const attempt = changePlan(await staff(test, role), { accountId: tenant.accountId, planSlug: 'starter' });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'forbidden' });
  });
});
