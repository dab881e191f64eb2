import type { ResourceDefinition } from '../define-resource.js';
import { byAccount } from '../search-ways.js';

export const companyProfileResource: ResourceDefinition = {
  model: 'CompanyProfile',
  label: 'Company profiles',
  group: 'Accounts',
  icon: 'briefcase',
  title: 'id',
  columns: [
    'id',
    'account',
    'industry',
    'companySize',
    'website',
    'logoUrl',
    'isLabsCustomer',
    'labsAccountEmail',
    'labsDiscountPercent',
    'createdAt',
    'updatedAt',
    'version',
  ],
  list: ['id', 'account', 'industry', 'companySize', 'isLabsCustomer', 'labsDiscountPercent', 'updatedAt'],
  filters: ['account', 'industry', 'companySize', 'isLabsCustomer', 'labsDiscountPercent'],
  search: [...byAccount()],
};
