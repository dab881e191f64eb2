import { expect, it } from 'vitest';
import {
  PAYABLE_ACCOUNTS,
  PAYABLE_INVOICES,
  PAYMENT_MOVES,
  WITHDRAWN,
} from '../../../src/services/payments/payment-status.js';

it('a payment is decided once, and one that succeeded can only be reversed', () => {
  expect(PAYMENT_MOVES).toEqual({
    pending_approval: ['succeeded', 'failed'],
    succeeded: ['reversed'],
    failed: [],
    reversed: [],
  });
});

it('whoever is in business may pay what is open', () => {
  expect([...PAYABLE_ACCOUNTS].sort()).toEqual(['active', 'pending_payment', 'suspended', 'trial']);
  expect(PAYABLE_INVOICES).toEqual(['pending']);
  expect(WITHDRAWN).toBe('withdrawn');
});
