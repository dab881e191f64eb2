import type { ResourceDefinition } from '../define-resource.js';
import { byAccount } from '../search-ways.js';

export const invitationResource: ResourceDefinition = {
  model: 'Invitation',
  label: 'Invitations',
  group: 'Accounts',
  icon: 'user-plus',
  title: 'email',
  columns: [
    'id',
    'email',
    'account',
    'role',
    'canManageBilling',
    'canSignContracts',
    'canApproveDevelopers',
    'invitedBy',
    'invitedAt',
    'expiresAt',
    'acceptedAt',
    'acceptedBy',
    'revokedAt',
    'createdAt',
  ],
  list: ['email', 'account', 'role', 'invitedBy', 'invitedAt', 'expiresAt', 'acceptedAt', 'revokedAt'],
  filters: ['account', 'role', 'invitedAt', 'expiresAt', 'acceptedAt', 'revokedAt'],
  search: ['email', ...byAccount()],
};
