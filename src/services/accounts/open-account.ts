import type { Account, Invoice, PaymentMethod, Plan, User } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import type { Billing } from '../core/fields.js';
import { offeredMethod, setDefaultMethod } from '../payment-methods/choose-payment-method.js';
import { isFree } from '../plans/plan-terms.js';
import { userActor } from '../users/signed-in-user.js';
import { startAccount } from './start-account.js';

export interface Applicant {
  email: string;
  username: string | null;
  fullName: string;
  firstName: string;
  lastName: string;
  passwordHash: string;
  accountName: string;
  billing: Billing;
  paymentMethod: PaymentMethod | undefined;
}

export interface OpenedAccount {
  account: Account;
  user: User;
  plan: Plan;
  invoice: Invoice | null;
}

/** Creates an account with its owner and, where the plan's policy is open, starts it. Mails are the caller's. */
export async function openAccount(ctx: TxContext, applicant: Applicant, plan: Plan): Promise<OpenedAccount> {
  await refuseTakenNames(ctx, applicant);
  const account = await createAccount(ctx, applicant, plan);
  const user = await createOwner(ctx, applicant, account.id);
  // Signed up, the owner is who acts from here on; staff who open the account stay who they are.
  const acting = ctx.actor.type === 'anonymous' ? ctx.withActor(userActor(user)) : ctx;
  if (!isFree(plan)) {
    await setDefaultMethod(
      ctx,
      account.id,
      await offeredMethod(ctx, applicant.billing.country, applicant.paymentMethod),
    );
  }
  await acting.audit({
    action: 'account.sign_up',
    entityType: 'Account',
    entityId: account.id,
    accountId: account.id,
    changes: { plan: { after: plan.slug }, owner: { after: user.email } },
  });
  if (plan.signupPolicy === 'approval') return { account, user, plan, invoice: null };
  return { user, plan, ...(await startAccount(acting, account, plan)) };
}

async function refuseTakenNames(ctx: TxContext, { email, username }: Applicant): Promise<void> {
  // One name, one queue: two signups at once must not both find it free and leave the second with a bare error.
  await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 0))`;
  if ((await ctx.db.user.count({ where: { email, removedAt: null } })) > 0)
    throw fieldRefusal('email', 'email_taken', 'Email already registered');
  if (username === null) return;
  await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${username.toLowerCase()}, 1))`;
  const taken = await ctx.db.$queryRaw<
    { id: number }[]
  >`SELECT id FROM users WHERE lower(username) = lower(${username}) LIMIT 1`;
  if (taken.length > 0)
    throw fieldRefusal('username', 'username_taken', 'This user name is taken. Please choose another one.');
}

function createAccount(ctx: TxContext, { accountName, email, billing }: Applicant, plan: Plan): Promise<Account> {
  return ctx.db.account.create({
    data: {
      name: accountName,
      email,
      signupPlanId: plan.id,
      billingEmail: billing.email,
      billingAddressLine1: billing.addressLine1,
      billingAddressLine2: billing.addressLine2,
      billingCity: billing.city,
      billingState: billing.state,
      billingPostalCode: billing.postalCode,
      billingCountry: billing.country,
      taxId: billing.taxId,
      createdAt: ctx.now,
    },
  });
}

function createOwner(ctx: TxContext, applicant: Applicant, accountId: number): Promise<User> {
  const { email, username, fullName, firstName, lastName, passwordHash } = applicant;
  return ctx.db.user.create({
    data: {
      accountId,
      email,
      username,
      fullName,
      firstName,
      lastName,
      passwordHash,
      role: 'owner',
      canApproveDevelopers: true,
      canSignContracts: true,
      canManageBilling: true,
      createdAt: ctx.now,
    },
  });
}
