import type { AccountStatus, PaymentStatus, SubscriptionStatus } from '@prisma/client';
import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';

/** What a decision on a payment brought about, as the one who decided is told (D27). */
export interface PaymentDecision {
  paymentId: number;
  invoiceId: number;
  accountId: number;
  paymentStatus: PaymentStatus;
  accountStatus: AccountStatus;
  /** Of a plan invoice. */
  subscriptionStatus: SubscriptionStatus | null;
  creditsAdded: number;
  totalCredits: number;
  rejectionReason: string;
  reviewedBy: string | null;
  reviewedAt: Date | null;
  failedAt: Date | null;
}

/** For staff; the account, subscription and balance are as they stand now. */
export async function getPaymentDecision(ctx: Context, paymentId: number): Promise<PaymentDecision> {
  actingStaff(ctx);
  const db = dbOf(ctx);
  const payment = await db.payment.findUnique({
    where: { id: paymentId },
    include: { account: true, invoice: { include: { subscription: true } }, reviewedBy: { select: { email: true } } },
  });
  if (payment === null) throw new Refusal('not_found', 'not_found', `Payment ${paymentId} does not exist.`);
  const granted = await db.creditTransaction.aggregate({
    where: { sourceType: 'payment', sourceId: String(paymentId) },
    _sum: { amount: true },
  });
  return {
    paymentId,
    invoiceId: payment.invoiceId,
    accountId: payment.accountId,
    paymentStatus: payment.status,
    accountStatus: payment.account.status,
    subscriptionStatus: payment.invoice.subscription?.status ?? null,
    creditsAdded: granted._sum.amount ?? 0,
    totalCredits: payment.account.creditBalance,
    rejectionReason: payment.rejectionReason,
    reviewedBy: payment.reviewedBy?.email ?? null,
    reviewedAt: payment.reviewedAt,
    failedAt: payment.failedAt,
  };
}
