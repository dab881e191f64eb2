import { UserRole } from '@prisma/client';
import { expect, it } from 'vitest';
import { permissionsOf } from '../../../src/services/users/role-permissions.js';

const NO_RIGHTS = { canManageBilling: false, canSignContracts: false, canApproveDevelopers: false };

it('a role alone lets people read, edit the profile, manage people or hand the account over', () => {
  const held = Object.values(UserRole).map((role) => [role, [...permissionsOf({ role, ...NO_RIGHTS })].sort()]);
  expect(Object.fromEntries(held)).toEqual({
    owner: ['tenant.edit_profile', 'tenant.manage_people', 'tenant.read', 'tenant.transfer_ownership'],
    admin: ['tenant.edit_profile', 'tenant.manage_people', 'tenant.read'],
    billing: ['tenant.read'],
    viewer: ['tenant.read'],
  });
});

it('each right adds what it is named for, to whichever role', () => {
  const added = (right: keyof typeof NO_RIGHTS) =>
    [...permissionsOf({ role: 'viewer', ...NO_RIGHTS, [right]: true })].sort();
  expect(added('canManageBilling')).toEqual(['tenant.change_plan', 'tenant.pay', 'tenant.read']);
  expect(added('canSignContracts')).toEqual(['tenant.read', 'tenant.sign_contracts']);
  expect(added('canApproveDevelopers')).toEqual(['tenant.approve_developers', 'tenant.read']);
});
