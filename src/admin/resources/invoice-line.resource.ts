import type { ResourceDefinition } from '../define-resource.js';
import { byAccount, byInvoiceNumber } from '../search-ways.js';

export const invoiceLineResource: ResourceDefinition = {
  model: 'InvoiceLine',
  label: 'Invoice lines',
  group: 'Billing',
  icon: 'list',
  title: 'description',
  columns: [
    'id',
    'invoice',
    'position',
    'description',
    'quantity',
    'unitAmount',
    'amount',
    'currency',
    'plan',
    'billingCycle',
    'cycles',
    'credits',
    'contractLineItem',
  ],
  list: ['invoice', 'position', 'description', 'quantity', 'unitAmount', 'amount', 'plan', 'credits'],
  filters: ['invoice', 'plan', 'currency'],
  search: [byInvoiceNumber('invoiceId'), ...byAccount()],
};
