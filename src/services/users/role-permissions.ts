import type { User, UserRole } from '@prisma/client';
import type { TenantPermission } from '../core/permissions.js';

/** What a user's role in the account allows by itself. */
const ROLE_PERMISSIONS: Record<UserRole, readonly TenantPermission[]> = {
  owner: ['tenant.read', 'tenant.edit_profile', 'tenant.manage_people', 'tenant.transfer_ownership'],
  admin: ['tenant.read', 'tenant.edit_profile', 'tenant.manage_people'],
  billing: ['tenant.read'],
  viewer: ['tenant.read'],
};

type Rights = Pick<User, 'role' | 'canApproveDevelopers' | 'canSignContracts' | 'canManageBilling'>;

/** What a person may do in their account: the role's part, and what the three rights of C54 add. */
export function permissionsOf(user: Rights): ReadonlySet<TenantPermission> {
  return new Set<TenantPermission>([
    ...ROLE_PERMISSIONS[user.role],
    ...(user.canManageBilling ? (['tenant.pay', 'tenant.change_plan'] as const) : []),
    ...(user.canSignContracts ? (['tenant.sign_contracts'] as const) : []),
    ...(user.canApproveDevelopers ? (['tenant.approve_developers'] as const) : []),
  ]);
}
