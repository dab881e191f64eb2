import type { Payment, PaymentProof } from '@prisma/client';
import type { z } from 'zod';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { moneyString } from '../core/money.js';
import { parse } from '../core/operation.js';

type OwnPaymentsQuery = z.input<typeof page> & { invoiceId?: number };

/** The account's own payments, newest first, with status and, when rejected, the reason. */
export async function listOwnPayments(
  ctx: Context,
  { invoiceId, ...query }: OwnPaymentsQuery,
): Promise<Page<PaymentView>> {
  const { limit, cursor } = parse(page, query);
  const payments = await dbOf(ctx).payment.findMany({
    where: {
      accountId: actingUser(ctx).accountId,
      ...(invoiceId === undefined ? {} : { invoiceId }),
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    include: { proof: true, invoice: { select: { number: true, status: true } } },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(payments.map(paymentView), limit);
}

/** A payment as its account sees it: never the reviewer's note. */
function paymentView(
  payment: Payment & { proof: PaymentProof | null; invoice: { number: string | null; status: string } },
) {
  return {
    id: payment.id,
    invoiceId: payment.invoiceId,
    invoiceNumber: payment.invoice.number ?? '',
    /** The same invoice can be paid again, after a rejection or withdrawal. */
    canTryAgain: payment.status === 'failed' && payment.invoice.status === 'pending',
    canWithdraw: payment.status === 'pending_approval',
    status: payment.status,
    amount: moneyString(payment.amount, payment.currency),
    currency: payment.currency,
    paymentMethod: payment.paymentMethod,
    manualReference: payment.manualReference,
    manualNotes: payment.manualNotes,
    payerName: payment.payerName,
    proofUrl: payment.proofUrl,
    proof:
      payment.proof === null
        ? null
        : { id: payment.proof.id, name: payment.proof.originalName, mediaType: payment.proof.mediaType },
    rejectionReason: payment.rejectionReason,
    reviewedAt: payment.reviewedAt,
    processedAt: payment.processedAt,
    failedAt: payment.failedAt,
    createdAt: payment.createdAt,
  };
}

export type PaymentView = ReturnType<typeof paymentView>;
