import { expect, it } from 'vitest';
import { checkTenantAccess, rightIsMissing } from '../../../src/services/access/check-tenant-access.js';

const plan = { isActive: true };
const PAY = { permission: 'tenant.pay', capability: 'billing' } as const;

it('whoever holds the right, in an account that may, is let through', () => {
  const asking = { permissions: new Set(['tenant.pay']), account: { status: 'active', plan } } as const;
  expect(checkTenantAccess(asking, PAY, '')).toBeNull();
});

it('without the right the refusal says whom to ask', () => {
  const asking = { permissions: new Set(['tenant.read']), account: { status: 'active', plan } } as const;
  expect(checkTenantAccess(asking, PAY, '')).toMatchObject({
    kind: 'forbidden',
    code: 'not_allowed',
    message: 'Only people who manage billing may do this. Please ask an owner or admin of your account.',
  });
});

it("the account's state is told first, whatever the person's rights", () => {
  const asking = { permissions: new Set<string>(), account: { status: 'cancelled', plan } } as const;
  expect(checkTenantAccess(asking, PAY, '')).toMatchObject({ code: 'account_cancelled' });
  const planless = { permissions: new Set<string>(), account: { status: 'active', plan: null } } as const;
  expect(checkTenantAccess(planless, { ...PAY, capability: 'app' }, 'https://seller.example')?.message).toContain(
    'https://seller.example/pricing',
  );
});

it.each([
  ['tenant.read', 'You may not look at this account.'],
  ['tenant.pay', 'Only people who manage billing may do this.'],
  ['tenant.change_plan', 'Only people who manage billing may choose the plan.'],
  ['tenant.edit_profile', 'Only owners and admins may change the profile.'],
  ['tenant.manage_people', 'Only owners and admins may manage people.'],
  ['tenant.transfer_ownership', 'Only an owner may hand the account over.'],
  ['tenant.sign_contracts', 'Only people with the right to sign may sign or decline contracts.'],
  ['tenant.approve_developers', 'Only people with the right to approve developers may do this.'],
] as const)('%s is missed in words of its own', (permission, sentence) => {
  expect(rightIsMissing(permission).message).toBe(`${sentence} Please ask an owner or admin of your account.`);
});
