import type { ResourceDefinition } from '../define-resource.js';
import { byAccount, byReference, byWhole } from '../search-ways.js';

export const paymentProofResource: ResourceDefinition = {
  model: 'PaymentProof',
  label: 'Slips',
  group: 'Review',
  icon: 'file-image',
  title: 'originalName',
  columns: ['id', 'payment', 'originalName', 'mediaType', 'byteSize', 'sha256', 'createdAt'],
  list: ['originalName', 'payment', 'mediaType', 'byteSize', 'createdAt'],
  filters: ['payment', 'mediaType', 'createdAt', 'sha256'],
  search: [byReference('paymentId'), byWhole('payment_proofs', 'sha256'), ...byAccount()],
};
