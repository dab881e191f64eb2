import type { ResourceDefinition } from '../define-resource.js';

export const userResource: ResourceDefinition = {
  model: 'User',
  label: 'Users',
  group: 'Accounts',
  icon: 'users',
  title: 'email',
  columns: [
    'id',
    'email',
    'fullName',
    'firstName',
    'lastName',
    'username',
    'account',
    'role',
    'isActive',
    'emailVerifiedAt',
    'lastLoginAt',
    'createdAt',
    'updatedAt',
    'version',
  ],
  list: ['email', 'fullName', 'account', 'role', 'isActive', 'emailVerifiedAt', 'lastLoginAt', 'createdAt'],
  filters: ['account', 'role', 'isActive', 'emailVerifiedAt', 'createdAt'],
  search: ['email', 'fullName', 'username', 'account.name'],
};
