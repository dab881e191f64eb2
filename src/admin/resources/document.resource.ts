import type { ResourceDefinition } from '../define-resource.js';
import { documentOperations } from '../operations/document-operations.js';
import { byAccount, byInvoiceNumber, byWhole } from '../search-ways.js';

export const documentResource: ResourceDefinition = {
  model: 'Document',
  label: 'Documents',
  group: 'System',
  icon: 'file-text',
  title: 'id',
  columns: [
    'id',
    'kind',
    'status',
    'account',
    'invoice',
    'contractVersion',
    'byteSize',
    'sha256',
    'attempts',
    'lastError',
    'madeAt',
    'createdAt',
  ],
  list: ['createdAt', 'kind', 'account', 'invoice', 'status', 'byteSize', 'madeAt', 'lastError'],
  filters: ['status', 'kind', 'account', 'invoice', 'sha256', 'createdAt', 'madeAt'],
  search: [byWhole('documents', 'sha256'), byInvoiceNumber('invoiceId'), ...byAccount()],
  operations: documentOperations,
  panels: [
    { title: 'Audit', resource: 'AuditEntry', filters: (id) => ({ entityType: 'Document', entityId: String(id) }) },
  ],
};
