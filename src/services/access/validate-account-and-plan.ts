import type { AccountStatus } from '@prisma/client';
import { Refusal } from '../core/errors.js';

/** What somebody wants to do: sign in, look at and pay bills, or use the product itself. */
export type Capability = 'sign_in' | 'billing' | 'app';

export interface AccountStanding {
  status: AccountStatus;
  plan: { isActive: boolean } | null;
}

const ALLOWED: Record<AccountStatus, readonly Capability[]> = {
  pending: [],
  rejected: [],
  cancelled: [],
  pending_payment: ['sign_in', 'billing'],
  suspended: ['sign_in', 'billing'],
  trial: ['sign_in', 'billing', 'app'],
  active: ['sign_in', 'billing', 'app'],
};

const SIGN_IN_SENTENCE: Partial<Record<AccountStatus, string>> = {
  pending: 'Your account is pending review by our team. You will receive an email once it is activated.',
  rejected: 'Your request for an account was rejected. Please contact support if you think this is a mistake.',
};

/**
 * The one check of account and plan that every door uses (E15–E22): null when the account may, else the refusal.
 * A user without an account cannot exist here; the case is answered all the same (E17).
 */
export function validateAccountAndPlan(
  account: AccountStanding | null,
  capability: Capability,
  baseUrl: string,
): Refusal | null {
  if (account === null) {
    return new Refusal(
      'forbidden',
      'account_required',
      'Account not configured for this user. Please contact support.',
    );
  }
  // Typed callers cannot get here (E16); whatever else does is told so instead of let through.
  if (!Object.hasOwn(ALLOWED, account.status)) {
    return new Refusal('invalid_input', 'invalid_object_type', 'Invalid object type');
  }
  if (!ALLOWED[account.status].includes(capability)) return refusedByStatus(account.status, capability);
  if (capability !== 'app') return null;
  if (account.plan === null) {
    return new Refusal(
      'payment_required',
      'plan_required',
      `No subscription plan assigned. Visit ${baseUrl}/pricing to subscribe.`,
    );
  }
  if (!account.plan.isActive) {
    return new Refusal(
      'payment_required',
      'plan_inactive',
      `Active subscription required. Visit ${baseUrl}/pricing to subscribe.`,
    );
  }
  return null;
}

function refusedByStatus(status: AccountStatus, capability: Capability): Refusal {
  if (status === 'pending_payment') {
    return new Refusal(
      'payment_required',
      'payment_required',
      'Your account is waiting for its first payment. Pay the open invoice and confirm the payment to continue.',
    );
  }
  const sentence = capability === 'sign_in' ? SIGN_IN_SENTENCE[status] : undefined;
  return new Refusal('forbidden', `account_${status}`, sentence ?? `Account is ${status}. Please contact support.`);
}
