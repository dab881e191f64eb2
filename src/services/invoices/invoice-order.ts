import type { Account, Invoice, PaymentMethodConfig } from '@prisma/client';
import type { Money } from '../core/money.js';
import type { Recipient } from '../users/get-recipient.js';
import type { NewLine } from './invoice-lines.js';

export interface InvoiceOrder {
  accountId: number;
  currency: string;
  lines: NewLine[];
  /** Set for a plan invoice. */
  subscriptionId?: number | null;
  /** Set for the invoice of a contract's billing period. */
  billingPeriodId?: number;
  discount?: { amount: Money; description: string };
  /** Without it, by the seller's payment terms. */
  dueAt?: Date;
  /** Printed below the lines. */
  note?: string;
}

/** An invoice that was just issued, with what its mail and its document say. */
export interface IssuedInvoice {
  invoice: Invoice;
  order: InvoiceOrder;
  account: Account;
  recipient: Recipient;
  /** How to pay it, the account's own method first. */
  methods: PaymentMethodConfig[];
}
