import type { ResourceDefinition } from '../define-resource.js';
import { byAccount } from '../search-ways.js';

export const creditTransactionResource: ResourceDefinition = {
  model: 'CreditTransaction',
  label: 'Credit ledger',
  group: 'Credits',
  icon: 'coins',
  title: 'description',
  columns: [
    'id',
    'account',
    'transactionType',
    'amount',
    'balanceAfter',
    'description',
    'metadata',
    'sourceType',
    'sourceId',
    'createdAt',
  ],
  list: ['createdAt', 'account', 'transactionType', 'amount', 'balanceAfter', 'description'],
  filters: ['account', 'transactionType', 'amount', 'createdAt'],
  sort: ['createdAt', 'desc'],
  alsoIndexed: ['transactionType'],
  search: [...byAccount()],
};
