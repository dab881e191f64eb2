import type { AccountStatus } from '@prisma/client';
import { z } from 'zod';
import { fieldRefusal } from '../core/errors.js';
import { billing, email, line, newPassword, paymentMethod } from '../core/fields.js';
import { type Money, moneyString } from '../core/money.js';
import { operation } from '../core/operation.js';
import { hashPassword } from '../core/passwords.js';
import { DEFAULT_PLAN_SLUG, getOfferedPlan } from '../plans/get-plan.js';
import { type Applicant, type OpenedAccount, openAccount } from './open-account.js';
import { mailApplicant } from './welcome-mails.js';

export const signUpInput = z.object({
  email,
  password: newPassword,
  passwordConfirm: z.string().optional(),
  fullName: line(255).default(''),
  firstName: line(150).default(''),
  lastName: line(150).default(''),
  username: line(150).default(''),
  accountName: line(255).default(''),
  planSlug: line(64).default(''),
  billing: billing.prefault({}),
  paymentMethod: paymentMethod.optional(),
});

type SignUpInput = z.output<typeof signUpInput>;

export interface SignUpResult {
  userId: number;
  accountId: number;
  accountStatus: AccountStatus;
  credits: number;
  plan: string;
  invoice: { id: number; number: string; total: string; currency: string; dueAt: Date } | null;
  nextStep: 'use' | 'await_approval' | 'pay';
}

/**
 * A person opens an account. Without a plan it is the free trial; the plan's policy decides whether it starts at once.
 * Refuses a taken e-mail address (the one deliberate disclosure, bounded by the signup limit).
 */
export const signUp = operation({
  name: 'account.sign_up',
  permission: 'public',
  input: signUpInput,
  async run(ctx, input): Promise<SignUpResult> {
    if (input.passwordConfirm !== undefined && input.passwordConfirm !== input.password) {
      throw fieldRefusal(
        'password_confirm',
        'password_mismatch',
        'The two passwords differ. Please type the same one twice.',
      );
    }
    const plan = await getOfferedPlan(ctx, input.planSlug || DEFAULT_PLAN_SLUG);
    const opened = await openAccount(ctx, await applicantOf(input), plan);
    await mailApplicant(ctx, opened);
    return resultOf(opened);
  },
});

async function applicantOf(input: SignUpInput): Promise<Applicant> {
  const fullName = input.fullName || `${input.firstName} ${input.lastName}`.trim() || input.username || input.email;
  return {
    email: input.email,
    username: input.username || null,
    fullName,
    firstName: input.firstName,
    lastName: input.lastName,
    passwordHash: await hashPassword(input.password),
    accountName: input.accountName || fullName,
    billing: input.billing,
    paymentMethod: input.paymentMethod,
  };
}

export function resultOf({ account, user, plan, invoice }: OpenedAccount): SignUpResult {
  return {
    userId: user.id,
    accountId: account.id,
    accountStatus: account.status,
    credits: account.creditBalance,
    plan: plan.slug,
    invoice: invoice === null ? null : invoiceView(invoice),
    nextStep: account.status === 'pending' ? 'await_approval' : invoice === null ? 'use' : 'pay',
  };
}

function invoiceView(invoice: {
  id: number;
  number: string | null;
  total: Money;
  currency: string;
  dueAt: Date | null;
}) {
  if (invoice.number === null || invoice.dueAt === null) throw new Error(`invoice ${invoice.id} was not issued`);
  return {
    id: invoice.id,
    number: invoice.number,
    total: moneyString(invoice.total, invoice.currency),
    currency: invoice.currency,
    dueAt: invoice.dueAt,
  };
}
