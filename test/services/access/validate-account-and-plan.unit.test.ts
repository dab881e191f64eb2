import { AccountStatus } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import { type Capability, validateAccountAndPlan } from '../../../src/services/access/validate-account-and-plan.js';

const plan = { isActive: true };

function answer(status: AccountStatus, capability: Capability): string {
  const refusal = validateAccountAndPlan({ status, plan }, capability, 'https://seller.example');
  return refusal === null ? 'yes' : `${refusal.kind} ${refusal.code}`;
}

describe('what an account may do, by its state (E15–E22, X-04)', () => {
  it.each([
    ['trial', 'yes', 'yes', 'yes'],
    ['active', 'yes', 'yes', 'yes'],
    ['pending_payment', 'yes', 'yes', 'payment_required payment_required'],
    ['suspended', 'yes', 'yes', 'forbidden account_suspended'],
    ['pending', 'forbidden account_pending', 'forbidden account_pending', 'forbidden account_pending'],
    ['rejected', 'forbidden account_rejected', 'forbidden account_rejected', 'forbidden account_rejected'],
    ['cancelled', 'forbidden account_cancelled', 'forbidden account_cancelled', 'forbidden account_cancelled'],
  ] as const)('%s: sign in %s, billing %s, the app %s', (status, signIn, billing, app) => {
    expect([answer(status, 'sign_in'), answer(status, 'billing'), answer(status, 'app')]).toEqual([
      signIn,
      billing,
      app,
    ]);
  });

  it.each([
    [
      'pending',
      'sign_in',
      'Your account is pending review by our team. You will receive an email once it is activated.',
    ],
    ['pending', 'billing', 'Account is pending. Please contact support.'],
    [
      'rejected',
      'sign_in',
      'Your request for an account was rejected. Please contact support if you think this is a mistake.',
    ],
    ['suspended', 'app', 'Account is suspended. Please contact support.'],
    ['cancelled', 'sign_in', 'Account is cancelled. Please contact support.'],
    [
      'pending_payment',
      'app',
      'Your account is waiting for its first payment. Pay the open invoice and confirm the payment to continue.',
    ],
  ] as const)('%s who wants %s hears what to do', (status, capability, sentence) => {
    expect(validateAccountAndPlan({ status, plan }, capability, '')?.message).toBe(sentence);
  });

  it('every state is decided', () => {
    for (const status of Object.values(AccountStatus)) expect(answer(status, 'sign_in')).toBeTruthy();
  });

  it('nobody without an account gets in (E17), nor with a state that is none (E16)', () => {
    expect(validateAccountAndPlan(null, 'sign_in', '')).toMatchObject({
      kind: 'forbidden',
      code: 'account_required',
      message: 'Account not configured for this user. Please contact support.',
    });
    const other = JSON.parse('{"status": "toString", "plan": null}');
    expect(validateAccountAndPlan(other, 'sign_in', '')).toMatchObject({
      kind: 'invalid_input',
      code: 'invalid_object_type',
      message: 'Invalid object type',
    });
  });

  it('the app, and it alone, needs a plan (E19) that is active (E20)', () => {
    const standing = (of: { isActive: boolean } | null) => ({ status: 'active', plan: of }) as const;
    expect(validateAccountAndPlan(standing(null), 'app', 'https://seller.example')).toMatchObject({
      kind: 'payment_required',
      code: 'plan_required',
      message: 'No subscription plan assigned. Visit https://seller.example/pricing to subscribe.',
    });
    expect(validateAccountAndPlan(standing({ isActive: false }), 'app', 'https://seller.example')).toMatchObject({
      kind: 'payment_required',
      code: 'plan_inactive',
      message: 'Active subscription required. Visit https://seller.example/pricing to subscribe.',
    });
    for (const of of [null, { isActive: false }])
      for (const capability of ['sign_in', 'billing'] as const)
        expect(validateAccountAndPlan(standing(of), capability, '')).toBeNull();
  });
});
