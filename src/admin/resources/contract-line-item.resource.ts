import type { ResourceDefinition } from '../define-resource.js';
import { lineItemOperations } from '../operations/line-item-operations.js';
import { byAccount, byContractNumber, byContractTitle } from '../search-ways.js';

export const contractLineItemResource: ResourceDefinition = {
  model: 'ContractLineItem',
  label: 'Line items',
  group: 'Contracts',
  icon: 'list',
  title: 'description',
  columns: [
    'id',
    'description',
    'contract',
    'version',
    'position',
    'itemType',
    'amount',
    'currency',
    'billingPeriodMonths',
    'startDate',
    'endDate',
    'isRecurring',
    'status',
    'pauses',
    'completedFrom',
    'continues',
    'createdAt',
  ],
  list: ['description', 'contract', 'version', 'itemType', 'amount', 'billingPeriodMonths', 'startDate', 'status'],
  filters: ['status', 'itemType', 'contract', 'version', 'amount', 'startDate', 'isRecurring'],
  search: [byContractNumber('contractId'), byContractTitle('contractId'), ...byAccount()],
  panels: [
    {
      title: 'Audit',
      resource: 'AuditEntry',
      filters: (id) => ({ entityType: 'ContractLineItem', entityId: String(id) }),
    },
  ],
  operations: lineItemOperations,
};
