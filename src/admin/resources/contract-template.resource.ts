import type { ResourceDefinition } from '../define-resource.js';

export const contractTemplateResource: ResourceDefinition = {
  model: 'ContractTemplate',
  label: 'Contract templates',
  group: 'Contracts',
  icon: 'scroll-text',
  title: 'name',
  columns: ['id', 'name', 'contractType', 'body', 'isActive', 'sortOrder', 'createdAt', 'updatedAt', 'version'],
  list: ['name', 'contractType', 'isActive', 'sortOrder', 'updatedAt'],
  filters: ['isActive', 'contractType'],
  search: ['name', 'body'],
  sort: ['sortOrder', 'asc'],
};
