import type { UserRole } from '@prisma/client';
import type { TenantPermission } from '../core/permissions.js';

/** What a user's role in the account allows. */
export const USER_ROLE_PERMISSIONS: Record<UserRole, readonly TenantPermission[]> = {
  owner: ['tenant.read', 'tenant.pay', 'tenant.change_plan'],
  admin: ['tenant.read', 'tenant.pay', 'tenant.change_plan'],
  billing: ['tenant.read', 'tenant.pay', 'tenant.change_plan'],
  viewer: ['tenant.read'],
};
