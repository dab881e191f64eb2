import { Prisma } from '@prisma/client';
import type { ResourceDefinition } from '../define-resource.js';
import { byAccount, byAction, byStaff, byUser } from '../search-ways.js';

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
  sort: ['createdAt', 'desc'],
  search: [
    byAction,
    byStaff('actorId', Prisma.sql`t.actor_type = 'staff'`),
    byUser('actorId', Prisma.sql`t.actor_type = 'user'`),
    ...byAccount(),
  ],
};
