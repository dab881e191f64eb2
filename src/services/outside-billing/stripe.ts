import { byHand } from './by-hand.js';

/** Stripe's ids tell what they name, so that one pasted into the wrong place is noticed. */
export const stripe = byHand(
  {
    provider: 'stripe',
    label: 'Stripe',
    idNames: {
      account: 'Customer id (cus_…)',
      contract: 'Subscription id (sub_…)',
      invoice: 'Invoice id (in_…)',
      billing_period: 'Invoice id (in_…)',
    },
    paymentMethod: 'stripe',
  },
  {
    account: /^cus_\w+$/,
    contract: /^sub_\w+$/,
    invoice: /^in_\w+$/,
    billing_period: /^in_\w+$/,
    payment: /^(pi|ch|py)_\w+$/,
  },
);
