import type { ResourceDefinition } from '../define-resource.js';
import { byAccount, byContractNumber, byContractTitle } from '../search-ways.js';

export const contractVersionResource: ResourceDefinition = {
  model: 'ContractVersion',
  label: 'Contract versions',
  group: 'Contracts',
  icon: 'history',
  title: 'number',
  columns: [
    'id',
    'contract',
    'number',
    'status',
    'template',
    'startDate',
    'endDate',
    'effectiveFrom',
    'frequency',
    'intervalMonths',
    'discountPercent',
    'documentSha256',
    'sentAt',
    'sentBy',
    'signedAt',
    'declinedAt',
    'declinedByName',
    'declineReason',
    'supersededAt',
    'lastRemindedAt',
    'createdAt',
    'updatedAt',
  ],
  list: ['number', 'contract', 'status', 'startDate', 'endDate', 'sentAt', 'signedAt', 'createdAt'],
  filters: ['status', 'contract', 'template', 'startDate', 'endDate', 'sentAt', 'signedAt', 'documentSha256'],
  search: [byContractNumber('contractId'), byContractTitle('contractId'), ...byAccount()],
  panels: [
    {
      title: 'Audit',
      resource: 'AuditEntry',
      filters: (id) => ({ entityType: 'ContractVersion', entityId: String(id) }),
    },
  ],
};
