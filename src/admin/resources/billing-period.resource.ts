import type { ResourceDefinition } from '../define-resource.js';
import { billingPeriodOperations } from '../operations/billing-period-operations.js';
import { linkOutsideOperation } from '../operations/outside-billing-operations.js';
import { periodFacts } from '../operations/period-facts.js';
import { byAccount, byContractNumber, byContractTitle } from '../search-ways.js';

export const billingPeriodResource: ResourceDefinition = {
  model: 'BillingPeriod',
  label: 'Billing periods',
  group: 'Contracts',
  icon: 'calendar-range',
  title: 'id',
  columns: [
    'id',
    'contract',
    'periodStart',
    'periodEnd',
    'totalAmount',
    'currency',
    'status',
    'needsRelease',
    'releasedBy',
    'releasedAt',
    'invoiceDate',
    'paymentDate',
    'cancelledAt',
    'cancelReason',
    'createdAt',
    'updatedAt',
  ],
  list: ['periodStart', 'periodEnd', 'contract', 'account', 'totalAmount', 'status', 'waitsFor', 'invoice'],
  filters: [
    'status',
    'needsRelease',
    'contract',
    'periodStart',
    'periodEnd',
    'totalAmount',
    'currency',
    'invoiceDate',
    'id',
  ],
  search: [byContractNumber('contractId'), byContractTitle('contractId'), ...byAccount()],
  sort: ['periodStart', 'asc'],
  derived: periodFacts,
  panels: [
    { title: 'Invoices', resource: 'Invoice', filters: (id) => ({ billingPeriod: String(id) }) },
    {
      title: 'Outside ids',
      resource: 'ExternalRef',
      filters: (id) => ({ objectType: 'billing_period', objectId: String(id) }),
    },
    {
      title: 'Audit',
      resource: 'AuditEntry',
      filters: (id) => ({ entityType: 'BillingPeriod', entityId: String(id) }),
    },
  ],
  operations: [...billingPeriodOperations, linkOutsideOperation('billing_period')],
};
