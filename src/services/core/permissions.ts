/**
 * Every permission an operation can ask for. Staff roles map to them in staff/role-permissions.ts,
 * tenant roles in users/role-permissions.ts. `public` needs nobody signed in; `system` is for jobs and set-up.
 */
export const STAFF_PERMISSIONS = [
  'payments.review',
  'payments.record',
  'invoices.void',
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
  'staff.manage',
] as const;

export const TENANT_PERMISSIONS = ['tenant.read', 'tenant.pay', 'tenant.change_plan'] as const;

export type StaffPermission = (typeof STAFF_PERMISSIONS)[number];
export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];
/** `self` is anyone signed in, acting on their own login. */
export type Permission = StaffPermission | TenantPermission | 'public' | 'self' | 'system';
