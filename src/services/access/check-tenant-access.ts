import { Refusal } from '../core/errors.js';
import type { TenantPermission } from '../core/permissions.js';
import { type AccountStanding, type Capability, validateAccountAndPlan } from './validate-account-and-plan.js';

/** What a route or an operation of a tenant asks for: a right of the person, and a state of the account. */
export interface TenantAccess {
  permission: TenantPermission;
  capability: Capability;
}

interface Asking {
  permissions: ReadonlySet<string>;
  account: AccountStanding;
}

/**
 * The one question of the tenants' doors and operations: null when this person may, in this account as it stands, else
 * the refusal. The account's state is told first: whatever the person's rights, it is what must change.
 */
export function checkTenantAccess(
  { permissions, account }: Asking,
  { permission, capability }: TenantAccess,
  baseUrl: string,
): Refusal | null {
  const refusal = validateAccountAndPlan(account, capability, baseUrl);
  if (refusal !== null) return refusal;
  return permissions.has(permission) ? null : rightIsMissing(permission);
}

export function rightIsMissing(permission: TenantPermission): Refusal {
  return new Refusal(
    'forbidden',
    'not_allowed',
    `${SENTENCE[permission]} Please ask an owner or admin of your account.`,
  );
}

const SENTENCE: Record<TenantPermission, string> = {
  'tenant.read': 'You may not look at this account.',
  'tenant.pay': 'Only people who manage billing may do this.',
  'tenant.change_plan': 'Only people who manage billing may choose the plan.',
  'tenant.edit_profile': 'Only owners and admins may change the profile.',
  'tenant.manage_people': 'Only owners and admins may manage people.',
  'tenant.transfer_ownership': 'Only an owner may hand the account over.',
  'tenant.sign_contracts': 'Only people with the right to sign may sign or decline contracts.',
  'tenant.approve_developers': 'Only people with the right to approve developers may do this.',
};
