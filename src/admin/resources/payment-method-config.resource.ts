import type { ResourceDefinition } from '../define-resource.js';

export const paymentMethodConfigResource: ResourceDefinition = {
  model: 'PaymentMethodConfig',
  label: 'Payment methods',
  group: 'Settings',
  icon: 'landmark',
  title: 'displayName',
  columns: [
    'id', 'countryCode', 'paymentMethod', 'paymentMethodDisplay', 'displayName', 'isEnabled', 'isManual', 'instructions', 'bankName', 'accountNumber',
    'swiftCode', 'walletType', 'walletId', 'sortOrder', 'isExample', 'createdAt', 'updatedAt', 'version',
  ],
  list: ['countryCode', 'displayName', 'paymentMethod', 'isEnabled', 'isManual', 'isExample', 'sortOrder'],
  filters: ['countryCode', 'paymentMethod', 'isEnabled', 'isExample'],
  search: ['displayName', 'countryCode', 'bankName', 'walletType', 'instructions'],
  sort: ['countryCode', 'asc'],
};
