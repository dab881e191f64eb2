import type { AccountStatus, InvoiceStatus, PaymentStatus } from '@prisma/client';

/** The moves a payment allows; the database's payments_moves trigger holds the same list. */
export const PAYMENT_MOVES: Record<PaymentStatus, readonly PaymentStatus[]> = {
  pending_approval: ['succeeded', 'failed'],
  succeeded: ['reversed'],
  failed: [],
  reversed: [],
};

/** Accounts that may pay: those that are in business, suspended ones included. */
export const PAYABLE_ACCOUNTS: readonly AccountStatus[] = ['trial', 'pending_payment', 'active', 'suspended'];

export const PAYABLE_INVOICES: readonly InvoiceStatus[] = ['pending'];

export const WITHDRAWN = 'withdrawn';
