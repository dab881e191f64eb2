import type { AccountStatus, BillingPeriodStatus, PaymentStatus } from '@prisma/client';
import type { InvoiceView } from '../../services/invoices/invoice-view.js';
import { WITHDRAWN } from '../../services/payments/payment-status.js';

export interface Badge {
  tone: 'success' | 'warning' | 'danger' | 'info' | 'neutral';
  label: string;
}

const ACCOUNT: Record<AccountStatus, Badge> = {
  pending: { tone: 'warning', label: 'Waiting for approval' },
  trial: { tone: 'info', label: 'Trial' },
  pending_payment: { tone: 'warning', label: 'Payment pending' },
  active: { tone: 'success', label: 'Active' },
  suspended: { tone: 'danger', label: 'Suspended' },
  rejected: { tone: 'danger', label: 'Rejected' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
};

export function accountBadge(status: AccountStatus): Badge {
  return ACCOUNT[status];
}

const INVOICE: Record<InvoiceView['status'], Badge> = {
  draft: { tone: 'neutral', label: 'Draft' },
  pending: { tone: 'warning', label: 'Open' },
  paid: { tone: 'success', label: 'Paid' },
  void: { tone: 'neutral', label: 'Void' },
  uncollectible: { tone: 'neutral', label: 'Written off' },
};

export function invoiceBadge(invoice: Pick<InvoiceView, 'status' | 'isOverdue'>, isInReview: boolean): Badge {
  if (invoice.status === 'pending' && isInReview) return { tone: 'info', label: 'In review' };
  return invoice.isOverdue ? { tone: 'danger', label: 'Overdue' } : INVOICE[invoice.status];
}

const PAYMENT: Record<PaymentStatus, Badge> = {
  pending_approval: { tone: 'info', label: 'Waiting for review' },
  succeeded: { tone: 'success', label: 'Approved' },
  failed: { tone: 'danger', label: 'Rejected' },
  reversed: { tone: 'neutral', label: 'Reversed' },
};

export function paymentBadge(payment: { status: PaymentStatus; rejectionReason: string }): Badge {
  return isWithdrawn(payment) ? { tone: 'neutral', label: 'Withdrawn' } : PAYMENT[payment.status];
}

export function isWithdrawn(payment: { status: PaymentStatus; rejectionReason: string }): boolean {
  return payment.status === 'failed' && payment.rejectionReason === WITHDRAWN;
}

const PERIOD: Record<BillingPeriodStatus, Badge> = {
  pending: { tone: 'neutral', label: 'Planned' },
  invoiced: { tone: 'warning', label: 'Invoiced' },
  paid: { tone: 'success', label: 'Paid' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
};

export function periodBadge(period: { status: BillingPeriodStatus; isOverdue: boolean }): Badge {
  return period.isOverdue ? { tone: 'danger', label: 'Overdue' } : PERIOD[period.status];
}
