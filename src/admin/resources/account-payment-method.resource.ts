import type { ResourceDefinition } from '../define-resource.js';
import { byAccount } from '../search-ways.js';

export const accountPaymentMethodResource: ResourceDefinition = {
  model: 'AccountPaymentMethod',
  label: 'Chosen methods',
  group: 'Accounts',
  icon: 'wallet',
  title: 'id',
  columns: ['id', 'account', 'type', 'isDefault', 'isEnabled', 'createdAt', 'updatedAt'],
  list: ['account', 'type', 'isDefault', 'isEnabled', 'createdAt'],
  filters: ['account', 'type', 'isDefault'],
  search: [...byAccount()],
};
