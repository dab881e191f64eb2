import { accountOperations } from '../operations/account-operations.js';
import type { ResourceDefinition } from '../define-resource.js';

const byAccount = (id: number) => ({ account: String(id) });

export const accountResource: ResourceDefinition = {
  model: 'Account',
  label: 'Accounts',
  group: 'Accounts',
  icon: 'building-2',
  title: 'name',
  columns: [
    'id', 'name', 'email', 'status', 'creditBalance', 'signupPlan', 'isDemoAccount', 'trialStartedAt', 'trialExpiresAt', 'suspensionCause',
    'suspensionReason', 'rejectionReason', 'billingEmail', 'billingAddressLine1', 'billingAddressLine2', 'billingCity', 'billingState',
    'billingPostalCode', 'billingCountry', 'taxId', 'timeZone', 'adminNotes', 'createdAt', 'updatedAt', 'version',
  ],
  list: ['name', 'email', 'status', 'creditBalance', 'billingCountry', 'signupPlan', 'createdAt'],
  filters: ['status', 'signupPlan', 'billingCountry', 'creditBalance', 'createdAt', 'trialExpiresAt', 'suspensionCause', 'id'],
  search: ['name', 'email', 'billingEmail', 'taxId', 'adminNotes'],
  sort: ['createdAt', 'desc'],
  panels: [
    { title: 'Users', resource: 'User', filters: byAccount },
    { title: 'Subscription', resource: 'Subscription', filters: byAccount },
    { title: 'Invoices', resource: 'Invoice', filters: byAccount },
    { title: 'Payments', resource: 'Payment', filters: byAccount },
    { title: 'Credit ledger', resource: 'CreditTransaction', filters: byAccount },
    { title: 'Audit', resource: 'AuditEntry', filters: byAccount },
    { title: 'Mail', resource: 'Mail', filters: byAccount },
  ],
  operations: accountOperations,
};
