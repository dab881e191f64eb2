import { byHand } from './by-hand.js';

/** Wave gives no access to its interface yet; its business and customer ids stand in the addresses of its pages. */
export const wave = byHand({
  provider: 'wave',
  label: 'Wave',
  idNames: {
    account: 'Customer id',
    contract: 'Business id',
    invoice: 'Invoice number',
    billing_period: 'Invoice number',
  },
  paymentMethod: 'other',
});
