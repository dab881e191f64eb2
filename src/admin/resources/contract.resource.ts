import type { ResourceDefinition } from '../define-resource.js';
import { contractOperations } from '../operations/contract-operations.js';
import { auditsOfContract, contractPage } from '../operations/contract-page.js';
import { linkOutsideOperation } from '../operations/outside-billing-operations.js';
import { byAccount, byContractNumber, byContractTitle } from '../search-ways.js';

const ofContract = (id: number) => ({ contract: String(id) });

export const contractResource: ResourceDefinition = {
  model: 'Contract',
  label: 'Contracts',
  group: 'Contracts',
  icon: 'file-text',
  title: 'number',
  columns: [
    'id',
    'number',
    'title',
    'account',
    'contractType',
    'status',
    'currency',
    'createdBy',
    'billingEnabled',
    'billingEnabledBy',
    'billingEnabledAt',
    'billingStartDate',
    'billingEndDate',
    'billingFrequency',
    'billingIntervalMonths',
    'autoRenew',
    'manualRelease',
    'renewalNoticeFor',
    'terminatedAt',
    'terminationReason',
    'completedAt',
    'createdAt',
    'updatedAt',
  ],
  list: ['number', 'account', 'title', 'contractType', 'status', 'billingEnabled', 'billingEndDate', 'createdAt'],
  filters: [
    'status',
    'contractType',
    'account',
    'billingEnabled',
    'autoRenew',
    'manualRelease',
    'currency',
    'billingEndDate',
    'createdAt',
    'createdBy',
    'id',
  ],
  search: [byContractNumber('id'), byContractTitle('id'), ...byAccount()],
  sort: ['createdAt', 'desc'],
  panels: [
    { title: 'Signatures', resource: 'ContractSignature', filters: ofContract },
    {
      title: 'Outside ids',
      resource: 'ExternalRef',
      filters: (id) => ({ objectType: 'contract', objectId: String(id) }),
    },
    { title: 'Audit', resource: 'AuditEntry', filters: () => ({}), scope: auditsOfContract },
  ],
  extras: contractPage,
  operations: [...contractOperations, linkOutsideOperation('contract')],
};
