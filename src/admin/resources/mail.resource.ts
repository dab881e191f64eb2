import type { ResourceDefinition } from '../define-resource.js';
import { mailOperations } from '../operations/mail-operations.js';
import { mailView } from '../operations/mail-view.js';
import { byAccount, byPeopleOfAccount } from '../search-ways.js';

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
  sort: ['createdAt', 'desc'],
  search: [byPeopleOfAccount, ...byAccount()],
  extras: mailView,
  operations: mailOperations,
};
