import type { ResourceDefinition } from '../define-resource.js';

export const bulkRunResource: ResourceDefinition = {
  model: 'BulkRun',
  label: 'Bulk runs',
  group: 'Review',
  icon: 'list-checks',
  title: 'action',
  columns: ['id', 'createdAt', 'finishedAt', 'action', 'staffUser', 'requested', 'counts', 'report'],
  list: ['createdAt', 'finishedAt', 'action', 'staffUser', 'requested', 'counts'],
  filters: ['staffUser', 'action', 'createdAt'],
  search: ['action'],
};
