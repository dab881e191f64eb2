import type { Prisma } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { parse } from '../core/operation.js';

const HISTORY = 10;

const SIMILAR = {
  id: true,
  accountId: true,
  status: true,
  amount: true,
  currency: true,
  manualReference: true,
  createdAt: true,
  account: { select: { name: true } },
  invoice: { select: { number: true } },
} satisfies Prisma.PaymentSelect;

export type SimilarPayment = Prisma.PaymentGetPayload<{ select: typeof SIMILAR }>;

/** Everything a reviewer looks at before deciding: slip, invoice, account, history, and what was seen before. */
export async function getPaymentEvidence(ctx: Context, paymentId: number) {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may look at this.');
  const db = dbOf(ctx);
  const payment = await db.payment.findUnique({
    where: { id: parse(id, paymentId) },
    include: {
      proof: true,
      invoice: { include: { lines: { orderBy: { position: 'asc' } } } },
      account: { include: { subscription: { include: { plan: true } } } },
      submittedBy: { select: { fullName: true, email: true } },
      enteredBy: { select: { fullName: true, email: true } },
      reviewedBy: { select: { fullName: true, email: true } },
    },
  });
  if (payment === null) throw new Refusal('not_found', 'payment_not_found', 'This payment does not exist.');
  const others = { id: { not: payment.id } };
  const [history, sameReference, sameSlip] = await Promise.all([
    db.payment.findMany({
      where: { ...others, accountId: payment.accountId },
      select: SIMILAR,
      orderBy: { id: 'desc' },
      take: HISTORY,
    }),
    payment.normalizedReference
      ? db.payment.findMany({
          where: { ...others, normalizedReference: payment.normalizedReference },
          select: SIMILAR,
          orderBy: { id: 'desc' },
          take: HISTORY,
        })
      : [],
    payment.proof === null
      ? []
      : db.payment.findMany({
          where: { ...others, proof: { sha256: payment.proof.sha256 } },
          select: SIMILAR,
          orderBy: { id: 'desc' },
          take: HISTORY,
        }),
  ]);
  return { payment, history, sameReference, sameSlip };
}
