import type { ResourceDefinition } from '../define-resource.js';

export const auditEntryResource: ResourceDefinition = {
  model: 'AuditEntry',
  label: 'Audit',
  group: 'System',
  icon: 'scroll-text',
  title: 'action',
  columns: [
    'id',
    'createdAt',
    'action',
    'actorLabel',
    'actorType',
    'actorId',
    'account',
    'entityType',
    'entityId',
    'changes',
    'reason',
    'requestId',
    'ipAddress',
  ],
  list: ['createdAt', 'action', 'actorLabel', 'account', 'entityType', 'entityId', 'reason'],
  filters: ['action', 'actorType', 'actorId', 'account', 'entityType', 'entityId', 'createdAt'],
  search: ['action', 'actorLabel', 'reason', 'account.name', 'requestId'],
};
