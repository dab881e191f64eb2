import type { ResourceDefinition } from '../define-resource.js';
import { paymentOperations } from '../operations/payment-operations.js';
import { paymentEvidence } from '../operations/payment-evidence.js';

export const paymentResource: ResourceDefinition = {
  model: 'Payment',
  label: 'Payments',
  group: 'Review',
  icon: 'badge-check',
  title: 'manualReference',
  columns: [
    'id', 'status', 'account', 'invoice', 'amount', 'currency', 'paymentMethod', 'manualReference', 'payerName', 'manualNotes', 'proofUrl',
    'adminNotes', 'rejectionReason', 'submittedBy', 'enteredBy', 'reviewedBy', 'reviewedAt', 'processedAt', 'failedAt', 'createdAt', 'updatedAt',
  ],
  list: ['createdAt', 'account', 'invoice', 'amount', 'paymentMethod', 'manualReference', 'status', 'reviewedBy'],
  filters: ['status', 'paymentMethod', 'createdAt', 'processedAt', 'account', 'invoice', 'amount', 'currency', 'reviewedBy', 'enteredBy'],
  search: ['manualReference', 'manualNotes', 'adminNotes', 'invoice.number', 'account.name', 'payerName'],
  sort: ['createdAt', 'desc'],
  panels: [{ title: 'Audit', resource: 'AuditEntry', filters: (id) => ({ entityType: 'Payment', entityId: String(id) }) }],
  extras: paymentEvidence,
  operations: paymentOperations,
};
