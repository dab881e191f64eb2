import type { AccountStatus, BillingCycle, Plan, StaffRole } from '@prisma/client';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { rejectAccounts } from '../../src/services/accounts/reject-accounts.js';
import { type SignUpResult, signUp } from '../../src/services/accounts/sign-up.js';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../src/services/core/context.js';
import { inTransaction } from '../../src/services/core/db.js';
import { Money } from '../../src/services/core/money.js';
import { planLine } from '../../src/services/invoices/invoice-lines.js';
import { issueInvoice } from '../../src/services/invoices/issue-invoices.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { type ConfirmationInput, confirmPayment } from '../../src/services/payments/confirm-payment.js';
import { createRecord } from '../../src/services/settings/edit-record.js';
import { acceptInvitation } from '../../src/services/users/accept-invitation.js';
import { changeUserRole } from '../../src/services/users/change-user-role.js';
import { inviteUser } from '../../src/services/users/invite-user.js';
import { anonymousContext, staffContext, systemContext, userContext } from './contexts.js';
import type { TestInstallation } from './installation.js';

/** What tests start from, made by the operations that people use: nobody writes a row behind the business's back. */

let made = 0;

function next(): number {
  made += 1;
  return made;
}

export interface Tenant extends SignUpResult {
  email: string;
  /** The owner, signed in. */
  ctx: Context;
}

type SignUpWishes = Partial<Omit<Parameters<typeof signUp>[1], 'password'>>;

export const PASSWORD = 'correct horse battery';

/** Somebody signs up; without a plan it is the free trial. */
export async function signUpTenant(test: TestInstallation, wishes: SignUpWishes = {}): Promise<Tenant> {
  const email = wishes.email ?? `owner-${next()}@tenant.example`;
  const result = await signUp(anonymousContext(test), {
    fullName: 'Amina Khan',
    accountName: `Tenant ${made}`,
    ...wishes,
    email,
    password: PASSWORD,
  });
  return { ...result, email, ctx: await userContext(test, result.userId) };
}

/** An account that waits for its first payment, and the invoice it must pay. */
export async function signUpForPlan(
  test: TestInstallation,
  wishes: SignUpWishes = {},
): Promise<Tenant & { invoice: NonNullable<SignUpResult['invoice']> }> {
  const tenant = await signUpTenant(test, { planSlug: 'starter', ...wishes });
  if (tenant.invoice === null) throw new Error(`the plan ${tenant.plan} has no price`);
  return { ...tenant, invoice: tenant.invoice };
}

/** The tenant says “I have transferred the money”, exactly the invoice's amount unless the test wishes otherwise. */
export async function confirmTransfer(
  test: TestInstallation,
  tenant: { ctx: Context },
  invoiceId: number,
  wishes: Partial<ConfirmationInput> = {},
): Promise<number> {
  const invoice = await test.prisma.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
  const { paymentId } = await confirmPayment(tenant.ctx, {
    invoiceId,
    paymentMethod: 'bank_transfer',
    manualReference: `BT-${next()}`,
    amount: invoice.total.toFixed(),
    ...wishes,
  });
  return paymentId;
}

export interface PayingTenant extends Tenant {
  invoice: NonNullable<SignUpResult['invoice']>;
  paymentId: number;
}

/** Signed up for a plan, and its first transfer confirmed. */
export async function signUpAndConfirm(
  test: TestInstallation,
  wishes: SignUpWishes = {},
  confirmation: Partial<ConfirmationInput> = {},
): Promise<PayingTenant> {
  const tenant = await signUpForPlan(test, wishes);
  return { ...tenant, paymentId: await confirmTransfer(test, tenant, tenant.invoice.id, confirmation) };
}

/** Signed up for a plan, paid and approved. */
export async function activeTenant(test: TestInstallation, wishes: SignUpWishes = {}): Promise<PayingTenant> {
  const tenant = await signUpAndConfirm(test, wishes);
  const [outcome] = await approvePayments(await staff(test, 'finance'), { paymentIds: [tenant.paymentId] });
  if (outcome?.outcome !== 'approved') throw new Error(`the first payment was ${JSON.stringify(outcome)}`);
  return tenant;
}

/** One colleague of each role per installation, so that a test names roles and not people. */
export function staff(test: TestInstallation, role: StaffRole): Promise<Context> {
  return staffContext(test, role, `${role}@staff.example`);
}

interface PlanWishes {
  price?: string;
  maxUsers?: number;
  currency?: string;
  billingCycle?: BillingCycle;
  includedCredits?: number;
  signupPolicy?: 'open' | 'approval';
  trialDays?: number | null;
}

/** Operations put a plan on offer. */
export async function offerPlan(test: TestInstallation, wishes: PlanWishes = {}): Promise<Plan> {
  const number = next();
  const { id } = await createRecord(await staff(test, 'operations'), {
    model: 'Plan',
    values: {
      name: `Plan ${number}`,
      slug: `plan-${number}`,
      description: '',
      price: '10',
      currency: 'USD',
      billingCycle: 'monthly',
      includedCredits: 100,
      maxSites: 1,
      maxUsers: 1,
      maxIndustries: null,
      signupPolicy: 'open',
      trialDays: null,
      isActive: true,
      sortOrder: 100,
      ...wishes,
    },
  });
  return test.prisma.plan.findUniqueOrThrow({ where: { id } });
}

/** A bill outside any plan, as a later issue will issue them: one line, no subscription. */
export async function issueOneOff(
  test: TestInstallation,
  accountId: number,
  { amount = '15', currency = 'USD', credits = 0 } = {},
): Promise<number> {
  const invoice = await inTransaction(systemContext(test), async (tx) => {
    await tx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR UPDATE`;
    return issueInvoice(tx, {
      accountId,
      subscriptionId: null,
      currency,
      lines: [{ description: 'Training day', quantity: 1, unitAmount: new Money(amount), credits }],
    });
  });
  return invoice.id;
}

/** A further bill for the plan that runs, as staff order it. */
export async function issuePlanInvoice(
  test: TestInstallation,
  accountId: number,
  slug: string,
  cycles = 1,
): Promise<number> {
  const plan = await test.prisma.plan.findUniqueOrThrow({ where: { slug } });
  const subscription = await test.prisma.subscription.findUniqueOrThrow({ where: { accountId } });
  const invoice = await inTransaction(systemContext(test), async (tx) => {
    await tx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR UPDATE`;
    return issueInvoice(tx, {
      accountId,
      subscriptionId: subscription.id,
      currency: plan.currency,
      lines: [planLine(plan, cycles)],
    });
  });
  return invoice.id;
}

/** An account in the given state, led there by the moves that lead there. */
export async function accountIn(test: TestInstallation, status: AccountStatus): Promise<Tenant> {
  const support = await staff(test, 'support');
  switch (status) {
    case 'trial':
      return signUpTenant(test);
    case 'pending_payment':
      return signUpForPlan(test);
    case 'active':
      return activeTenant(test);
    case 'pending':
      return signUpTenant(test, { planSlug: 'managed-trial' });
    case 'rejected': {
      const tenant = await accountIn(test, 'pending');
      await rejectAccounts(support, { accountIds: [tenant.accountId], reason: 'Not our market' });
      return tenant;
    }
    case 'suspended': {
      const tenant = await accountIn(test, 'trial');
      await suspendAccounts(support, { accountIds: [tenant.accountId], reason: 'Abuse' });
      return tenant;
    }
    case 'cancelled': {
      const tenant = await accountIn(test, 'trial');
      await cancelAccount(support, { accountId: tenant.accountId, reason: 'On request' });
      return tenant;
    }
  }
}

export interface Colleague {
  userId: number;
  email: string;
  fullName: string;
  /** The colleague, signed in. */
  ctx: Context;
}

type ColleagueWishes = Partial<Parameters<typeof inviteUser>[1]> & { fullName?: string };

/** Somebody the tenant invited by mail, and who accepted: a viewer unless the test wishes otherwise. */
export async function inviteColleague(
  test: TestInstallation,
  tenant: { ctx: Context },
  { fullName = 'Noor Ali', ...wishes }: ColleagueWishes = {},
): Promise<Colleague> {
  const email = wishes.email ?? `colleague-${next()}@tenant.example`;
  const { invitationId } = await inviteUser(tenant.ctx, { role: 'viewer', ...wishes, email });
  const token = await invitationToken(test, invitationId);
  const user = await acceptInvitation(anonymousContext(test), { token, fullName, password: PASSWORD });
  return { userId: user.id, email, fullName, ctx: await userContext(test, user.id) };
}

/** The secret of the newest mail that an invitation sent, read as its recipient would. */
export async function invitationToken(test: TestInstallation, invitationId: number): Promise<string> {
  const { accountId, email } = await test.prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } });
  const mail = await test.prisma.mail.findFirstOrThrow({
    where: { kind: 'invitation', accountId, toEmail: email },
    orderBy: { id: 'desc' },
  });
  return test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
}

/** An owner beside the first one. */
export async function secondOwner(test: TestInstallation, tenant: { ctx: Context }): Promise<Colleague> {
  const colleague = await inviteColleague(test, tenant, { role: 'admin' });
  await changeUserRole(tenant.ctx, { userId: colleague.userId, role: 'owner' });
  return { ...colleague, ctx: await userContext(test, colleague.userId) };
}
