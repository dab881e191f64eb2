import type { ResourceDefinition } from '../define-resource.js';

export const accountPaymentMethodResource: ResourceDefinition = {
  model: 'AccountPaymentMethod',
  label: 'Chosen methods',
  group: 'Accounts',
  icon: 'wallet',
  title: 'id',
  columns: ['id', 'account', 'type', 'isDefault', 'isEnabled', 'createdAt', 'updatedAt'],
  list: ['account', 'type', 'isDefault', 'isEnabled', 'createdAt'],
  filters: ['account', 'type', 'isDefault'],
  search: ['account.name'],
};
