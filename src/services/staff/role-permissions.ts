import type { StaffRole } from '@prisma/client';
import { STAFF_PERMISSIONS, type StaffPermission } from '../core/permissions.js';

/** What each role may do. Everybody on the staff may read; see the back-office's policy for what. */
export const STAFF_ROLE_PERMISSIONS: Record<StaffRole, readonly StaffPermission[]> = {
  superadmin: STAFF_PERMISSIONS,
  finance: ['payments.review', 'payments.record', 'invoices.void', 'credits.adjust', 'mail.retry'],
  support: [
    'accounts.create',
    'accounts.review',
    'accounts.suspend',
    'accounts.cancel',
    'accounts.change_plan',
    'accounts.edit',
    'mail.retry',
  ],
  operations: ['plans.edit', 'payment_methods.edit', 'seller.edit', 'mail.retry'],
  auditor: [],
};
