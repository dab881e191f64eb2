/**
 * Every permission an operation can ask for. Staff roles map to them in staff/role-permissions.ts,
 * tenant roles in users/role-permissions.ts. `public` needs nobody signed in; `system` is for jobs and set-up.
 */
export const STAFF_PERMISSIONS = [
  'payments.review',
  'payments.record',
  'invoices.void',
  'invoices.issue',
  'accounts.create',
  'accounts.review',
  'accounts.suspend',
  'accounts.cancel',
  'accounts.change_plan',
  'accounts.edit',
  'credits.adjust',
  'plans.edit',
  'payment_methods.edit',
  'seller.edit',
  'mail.retry',
  'mail.reveal',
  'documents.retry',
  'contracts.write',
  'contracts.countersign',
  'contracts.bill',
  'contract_templates.edit',
  'accounts.discount',
  'outside_billing.record',
  'api_tokens.manage',
  'staff.manage',
] as const;

export const TENANT_PERMISSIONS = [
  'tenant.read',
  'tenant.pay',
  'tenant.change_plan',
  'tenant.edit_profile',
  'tenant.manage_people',
  'tenant.transfer_ownership',
  'tenant.sign_contracts',
  'tenant.approve_developers',
] as const;

export type StaffPermission = (typeof STAFF_PERMISSIONS)[number];
export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];
/** `self` is anyone signed in, acting on their own login. */
export type Permission = StaffPermission | TenantPermission | 'public' | 'self' | 'system';
