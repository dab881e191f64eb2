import type { ResourceDefinition } from '../define-resource.js';
import { apiTokenOperations } from '../operations/api-token-operations.js';

export const staffApiTokenResource: ResourceDefinition = {
  model: 'StaffApiToken',
  label: 'API tokens',
  group: 'System',
  icon: 'key-round',
  title: 'name',
  columns: ['id', 'name', 'role', 'createdBy', 'expiresAt', 'lastUsedAt', 'revokedAt', 'createdAt'],
  list: ['name', 'role', 'createdBy', 'expiresAt', 'lastUsedAt', 'revokedAt', 'createdAt'],
  filters: ['role', 'createdBy', 'expiresAt', 'lastUsedAt', 'revokedAt'],
  search: ['name'],
  panels: [
    {
      title: 'Audit',
      resource: 'AuditEntry',
      filters: (id) => ({ entityType: 'StaffApiToken', entityId: String(id) }),
    },
  ],
  operations: apiTokenOperations,
};
