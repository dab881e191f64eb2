import type { ResourceDefinition } from '../define-resource.js';
import { byAccount } from '../search-ways.js';

export const subscriptionResource: ResourceDefinition = {
  model: 'Subscription',
  label: 'Subscriptions',
  group: 'Accounts',
  icon: 'refresh-cw',
  title: 'id',
  columns: [
    'id',
    'account',
    'plan',
    'status',
    'currentPeriodStart',
    'currentPeriodEnd',
    'cancelAtPeriodEnd',
    'canceledAt',
    'externalPaymentId',
    'createdAt',
    'updatedAt',
  ],
  list: ['account', 'plan', 'status', 'currentPeriodStart', 'currentPeriodEnd'],
  filters: ['account', 'plan', 'status', 'currentPeriodEnd'],
  search: [...byAccount()],
};
