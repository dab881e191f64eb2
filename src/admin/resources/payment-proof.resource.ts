import type { ResourceDefinition } from '../define-resource.js';

export const paymentProofResource: ResourceDefinition = {
  model: 'PaymentProof',
  label: 'Slips',
  group: 'Review',
  icon: 'file-image',
  title: 'originalName',
  columns: ['id', 'payment', 'originalName', 'mediaType', 'byteSize', 'sha256', 'createdAt'],
  list: ['originalName', 'payment', 'mediaType', 'byteSize', 'createdAt'],
  filters: ['payment', 'mediaType', 'createdAt', 'sha256'],
  search: ['originalName', 'sha256', 'payment.manualReference'],
};
