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

  it('every state is decided', () => {
    for (const status of Object.values(AccountStatus)) expect(answer(status, 'sign_in')).toBeTruthy();
  });

  it('without an account or a plan the answer has a code of its own (B04)', () => {
    expect(validateAccountAndPlan(null, 'sign_in', '')).toMatchObject({ kind: 'forbidden', code: 'account_required' });
    const other = JSON.parse('{"status": "toString", "plan": null}');
    expect(validateAccountAndPlan(other, 'sign_in', '')).toMatchObject({
      kind: 'invalid_input',
      message: 'Invalid object type',
    });
    const standing = { status: 'active', plan: null } as const;
    expect(validateAccountAndPlan(standing, 'app', 'https://seller.example')).toMatchObject({
      kind: 'payment_required',
      code: 'plan_required',
    });
    expect(validateAccountAndPlan(standing, 'billing', '')).toBeNull();
  });
});
