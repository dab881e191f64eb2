import type { AccountStatus, Payment, PaymentStatus } from '@prisma/client';
import type { z } from 'zod';
import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { moneyString } from '../core/money.js';
import { parse } from '../core/operation.js';

type Query = z.input<typeof page> & { status?: PaymentStatus | undefined; accountId?: number | undefined };

/** Payments of all accounts, newest first, with what the reviewer needs. For staff. */
export async function listPaymentsForStaff(ctx: Context, query: Query): Promise<Page<StaffPaymentView>> {
  actingStaff(ctx);
  const { limit, cursor } = parse(page, query);
  const payments = await dbOf(ctx).payment.findMany({
    where: {
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(query.accountId === undefined ? {} : { accountId: query.accountId }),
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    include: {
      account: { select: { name: true, status: true } },
      invoice: { select: { number: true } },
      reviewedBy: { select: { email: true } },
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(payments.map(staffPaymentView), limit);
}

function staffPaymentView(
  payment: Payment & {
    account: { name: string; status: AccountStatus };
    invoice: { number: string | null };
    reviewedBy: { email: string } | null;
  },
) {
  return {
    id: payment.id,
    accountId: payment.accountId,
    accountName: payment.account.name,
    accountStatus: payment.account.status,
    invoiceId: payment.invoiceId,
    invoiceNumber: payment.invoice.number ?? '',
    status: payment.status,
    amount: moneyString(payment.amount, payment.currency),
    currency: payment.currency,
    paymentMethod: payment.paymentMethod,
    manualReference: payment.manualReference,
    manualNotes: payment.manualNotes,
    payerName: payment.payerName,
    proofUrl: payment.proofUrl,
    adminNotes: payment.adminNotes,
    rejectionReason: payment.rejectionReason,
    reviewedBy: payment.reviewedBy?.email ?? null,
    reviewedAt: payment.reviewedAt,
    processedAt: payment.processedAt,
    failedAt: payment.failedAt,
    createdAt: payment.createdAt,
  };
}

export type StaffPaymentView = ReturnType<typeof staffPaymentView>;
