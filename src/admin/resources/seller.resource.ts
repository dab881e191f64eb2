import type { ResourceDefinition } from '../define-resource.js';

export const sellerResource: ResourceDefinition = {
  model: 'Seller',
  label: 'Seller',
  group: 'Settings',
  icon: 'store',
  title: 'legalName',
  columns: [
    'id', 'legalName', 'email', 'addressLine1', 'addressLine2', 'city', 'state', 'postalCode', 'country', 'taxId', 'logoUrl', 'timeZone',
    'defaultCurrency', 'paymentTermsDays', 'isExample', 'createdAt', 'updatedAt', 'version',
  ],
  list: ['legalName', 'email', 'country', 'defaultCurrency', 'isExample'],
  filters: [],
  search: ['legalName', 'email'],
  single: true,
};
