import type { ResourceDefinition } from '../define-resource.js';
import { staffOperations } from '../operations/staff-operations.js';

export const staffUserResource: ResourceDefinition = {
  model: 'StaffUser',
  label: 'Staff',
  group: 'System',
  icon: 'shield-user',
  title: 'fullName',
  columns: ['id', 'email', 'fullName', 'role', 'isActive', 'lastLoginAt', 'createdAt', 'updatedAt'],
  list: ['fullName', 'email', 'role', 'isActive', 'lastLoginAt', 'createdAt'],
  filters: ['role', 'isActive'],
  search: ['email', 'fullName'],
  operations: staffOperations,
};
