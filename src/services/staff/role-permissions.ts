import type { StaffRole } from '@prisma/client';
import { STAFF_PERMISSIONS, type StaffPermission } from '../core/permissions.js';

/** What a staff role may do. What it may see stands in the back-office's policy. */
export const STAFF_ROLE_PERMISSIONS: Record<StaffRole, readonly StaffPermission[]> = {
  superadmin: STAFF_PERMISSIONS,
  finance: [
    'payments.review',
    'payments.record',
    'invoices.void',
    'invoices.issue',
    'contracts.write',
    'contracts.countersign',
    'contracts.bill',
    'accounts.discount',
    'outside_billing.record',
    'credits.adjust',
    'accounts.suspend',
    'accounts.change_plan',
    'mail.retry',
    'documents.retry',
  ],
  support: [
    'accounts.create',
    'accounts.review',
    'accounts.suspend',
    'accounts.cancel',
    'accounts.change_plan',
    'accounts.edit',
    'contracts.write',
    'mail.retry',
    'documents.retry',
  ],
  operations: [
    'contract_templates.edit',
    'plans.edit',
    'payment_methods.edit',
    'seller.edit',
    'mail.retry',
    'documents.retry',
  ],
  auditor: [],
};

export function rolesWith(permission: StaffPermission): StaffRole[] {
  return Object.entries(STAFF_ROLE_PERMISSIONS).flatMap(([role, permissions]) =>
    permissions.includes(permission) ? [role as StaffRole] : [],
  );
}
