import type { ResourceDefinition } from '../define-resource.js';
import { externalRefOperations } from '../operations/outside-billing-operations.js';
import { byAccount, byWhole } from '../search-ways.js';

export const externalRefResource: ResourceDefinition = {
  model: 'ExternalRef',
  label: 'Outside ids',
  group: 'Billing',
  icon: 'external-link',
  title: 'externalId',
  columns: ['id', 'provider', 'externalId', 'objectType', 'objectId', 'account', 'createdAt'],
  list: ['provider', 'externalId', 'objectType', 'objectId', 'account', 'createdAt'],
  filters: ['provider', 'objectType', 'objectId', 'account', 'createdAt'],
  search: [byWhole('external_refs', 'external_id'), ...byAccount()],
  operations: externalRefOperations,
};
