import type { ResourceDefinition } from '../define-resource.js';
import { mailOperations } from '../operations/mail-operations.js';
import { mailView } from '../operations/mail-view.js';

export const mailResource: ResourceDefinition = {
  model: 'Mail',
  label: 'Mail',
  group: 'System',
  icon: 'mail',
  title: 'kind',
  columns: [
    'id',
    'kind',
    'status',
    'toEmail',
    'toName',
    'account',
    'sentSubject',
    'attempts',
    'nextAttemptAt',
    'lastError',
    'messageId',
    'sentAt',
    'createdAt',
  ],
  list: ['createdAt', 'kind', 'toEmail', 'account', 'status', 'attempts', 'sentAt'],
  filters: ['status', 'kind', 'account', 'createdAt', 'sentAt'],
  search: ['toEmail', 'toName', 'kind', 'sentSubject', 'account.name'],
  extras: mailView,
  operations: mailOperations,
};
