import { AccountStatus, PaymentMethod, UserRole } from '@prisma/client';
import { z } from 'zod';
import type { UserView } from '../services/users/user-view.js';
import { moment } from './fields.js';

/** A person and their account, as the API answers them. */
export const userAnswer = z
  .object({
    id: z.int(),
    email: z.string(),
    email_verified: z.boolean(),
    username: z.string().nullable(),
    full_name: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    role: z.enum(UserRole),
    can_manage_billing: z.boolean().meta({ description: 'May confirm payments and choose the plan.' }),
    can_sign_contracts: z.boolean(),
    can_approve_developers: z.boolean(),
    account: z.object({
      id: z.int(),
      name: z.string(),
      status: z.enum(AccountStatus),
      credits: z.int().meta({ description: 'The balance now.' }),
      plan: z.string().nullable().meta({ description: "The subscription's plan, by its slug." }),
      payment_method: z
        .enum(PaymentMethod)
        .nullable()
        .meta({ description: "The account's default, else the first method offered in its country." }),
      trial_expires_at: moment.nullable(),
    }),
  })
  .meta({ id: 'User' });

export function userOnTheWire(user: UserView): z.input<typeof userAnswer> {
  const { account } = user;
  return {
    id: user.id,
    email: user.email,
    email_verified: user.emailVerified,
    username: user.username,
    full_name: user.fullName,
    first_name: user.firstName,
    last_name: user.lastName,
    role: user.role,
    can_manage_billing: user.canManageBilling,
    can_sign_contracts: user.canSignContracts,
    can_approve_developers: user.canApproveDevelopers,
    account: {
      id: account.id,
      name: account.name,
      status: account.status,
      credits: account.credits,
      plan: account.plan,
      payment_method: account.paymentMethod,
      trial_expires_at: account.trialExpiresAt,
    },
  };
}

export const USER_EXAMPLE = {
  id: 2,
  email: 'test@example.com',
  email_verified: false,
  username: null,
  full_name: 'Test User',
  first_name: 'Test',
  last_name: 'User',
  role: 'owner',
  can_manage_billing: true,
  can_sign_contracts: true,
  can_approve_developers: true,
  account: {
    id: 2,
    name: 'Test GmbH',
    status: 'trial',
    credits: 2000,
    plan: 'free-trial',
    payment_method: 'bank_transfer',
    trial_expires_at: '2025-12-22T10:30:00.000Z',
  },
};
