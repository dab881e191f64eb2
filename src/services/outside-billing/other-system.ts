import { byHand } from './by-hand.js';

/** Any other system that invoices leave for: an ERP, a bookkeeper's program. */
export const otherSystem = byHand({
  provider: 'other',
  label: 'another system',
  idNames: {
    account: 'Customer number',
    contract: 'Contract number',
    invoice: 'Invoice number',
    billing_period: 'Invoice number',
  },
  paymentMethod: 'other',
});
