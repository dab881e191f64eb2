import type {
  AccountStatus,
  BillingCycle,
  InvoiceStatus,
  PaymentStatus,
  SubscriptionStatus,
  SuspensionCause,
} from '@prisma/client';
import type { TxContext } from '../core/context.js';
import type { Money } from '../core/money.js';

export interface LockedAccount {
  id: number;
  name: string;
  status: AccountStatus;
  suspendedFrom: AccountStatus | null;
  suspensionCause: SuspensionCause | null;
  creditBalance: number;
}

export interface LockedInvoice {
  id: number;
  accountId: number;
  subscriptionId: number | null;
  number: string;
  status: InvoiceStatus;
  /** Written when it was paid; it stays when that payment is reversed. */
  periodStart: Date | null;
  periodEnd: Date | null;
}

export interface LockedPayment {
  id: number;
  accountId: number;
  invoiceId: number;
  amount: Money;
  currency: string;
  status: PaymentStatus;
  manualReference: string;
  rejectionReason: string;
  reviewedAt: Date | null;
  reviewer: string | null;
}

export interface SubscriptionState {
  id: number;
  accountId: number;
  planId: number;
  status: SubscriptionStatus;
  currentPeriodStart: Date | null;
  currentPeriodEnd: Date | null;
  anchorDay: number | null;
}

export interface SoldLine {
  invoiceId: number;
  planId: number | null;
  planName: string | null;
  billingCycle: BillingCycle | null;
  cycles: number | null;
  credits: number;
}

/** A payment with everything its decision touches, all of it locked or frozen. */
export interface ReviewCase {
  payment: LockedPayment;
  invoice: LockedInvoice;
  account: LockedAccount;
}

/** Locks in the fixed order, ids rising: accounts, invoices, payments. Ids that do not exist are simply not returned. */
export async function lockForReview(ctx: TxContext, paymentIds: number[]): Promise<ReviewCase[]> {
  const accounts = await ctx.db.$queryRaw<LockedAccount[]>`
    SELECT id, name, status, suspended_from AS "suspendedFrom", suspension_cause AS "suspensionCause",
           credit_balance AS "creditBalance"
    FROM accounts WHERE id IN (SELECT account_id FROM payments WHERE id = ANY (${paymentIds}))
    ORDER BY id FOR NO KEY UPDATE`;
  const invoices = await ctx.db.$queryRaw<LockedInvoice[]>`
    SELECT id, account_id AS "accountId", subscription_id AS "subscriptionId", number, status,
           period_start AS "periodStart", period_end AS "periodEnd"
    FROM invoices WHERE id IN (SELECT invoice_id FROM payments WHERE id = ANY (${paymentIds}))
    ORDER BY id FOR UPDATE`;
  const payments = await ctx.db.$queryRaw<LockedPayment[]>`
    SELECT p.id, p.account_id AS "accountId", p.invoice_id AS "invoiceId", p.amount, p.currency, p.status,
           p.manual_reference AS "manualReference", p.rejection_reason AS "rejectionReason", p.reviewed_at AS "reviewedAt",
           s.email AS reviewer
    FROM payments p LEFT JOIN staff_users s ON s.id = p.reviewed_by_id
    WHERE p.id = ANY (${paymentIds})
    ORDER BY p.id FOR UPDATE OF p`;
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const invoiceOf = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  return payments.map((payment) => ({
    payment,
    invoice: known(invoiceOf.get(payment.invoiceId)),
    account: known(accountOf.get(payment.accountId)),
  }));
}

function known<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a payment without its invoice or account');
  return row;
}
