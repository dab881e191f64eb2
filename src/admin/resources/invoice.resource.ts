import type { ResourceDefinition } from '../define-resource.js';
import { invoiceOperations } from '../operations/invoice-operations.js';

export const invoiceResource: ResourceDefinition = {
  model: 'Invoice',
  label: 'Invoices',
  group: 'Billing',
  icon: 'receipt-text',
  title: 'number',
  columns: [
    'id', 'number', 'status', 'account', 'subscription', 'subtotal', 'discountTotal', 'taxTotal', 'total', 'currency', 'issuedAt', 'dueAt', 'paidAt',
    'voidedAt', 'voidReason', 'periodStart', 'periodEnd', 'metadata', 'sellerSnapshot', 'createdAt', 'updatedAt',
  ],
  list: ['number', 'account', 'total', 'status', 'issuedAt', 'dueAt', 'paidAt'],
  filters: ['status', 'account', 'currency', 'total', 'issuedAt', 'dueAt', 'paidAt', 'subscription', 'id'],
  search: ['number', 'account.name', 'account.email'],
  sort: ['createdAt', 'desc'],
  panels: [
    { title: 'Lines', resource: 'InvoiceLine', filters: (id) => ({ invoice: String(id) }) },
    { title: 'Payments', resource: 'Payment', filters: (id) => ({ invoice: String(id) }) },
    { title: 'Audit', resource: 'AuditEntry', filters: (id) => ({ entityType: 'Invoice', entityId: String(id) }) },
  ],
  operations: invoiceOperations,
};
