import type { z } from 'zod';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { requestedIds } from '../core/fields.js';
import { formatMoney, type Money } from '../core/money.js';
import { parse } from '../core/operation.js';
import type { Outcome } from '../core/outcome.js';
import { findRepeats, type Repeat } from './find-repeats.js';
import type { ReviewCase } from './lock-for-review.js';
import { approvalObstacle, rejectionObstacle, sortOut } from './sort-out.js';

const SHOWN = 200;

export interface ReviewPreview {
  possible: number;
  totals: { currency: string; count: number; amount: string }[];
  impossible: Outcome[];
  impossibleCount: number;
  /** Among the possible ones: what a reviewer should look at first. */
  repeats: Repeat[];
}

/** What approving (or rejecting) these payments would do, by the same rules, without locking or changing anything. */
export async function previewReview(
  ctx: Context,
  { paymentIds, decision }: { paymentIds: z.input<typeof requestedIds>; decision: 'approve' | 'reject' },
): Promise<ReviewPreview> {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may look at this.');
  const wanted = parse(requestedIds, paymentIds);
  const cases = await readCases(ctx, wanted.possible);
  const obstacle = decision === 'approve' ? approvalObstacle : rejectionObstacle;
  const { open, setAside } = sortOut([...wanted.possible, ...wanted.impossible], cases, obstacle);
  return {
    possible: open.length,
    totals: totalsOf(open),
    impossible: setAside.slice(0, SHOWN),
    impossibleCount: setAside.length,
    repeats: await findRepeats(
      ctx,
      open.map(({ payment }) => payment.id),
    ),
  };
}

async function readCases(ctx: Context, paymentIds: number[]): Promise<ReviewCase[]> {
  const payments = await dbOf(ctx).payment.findMany({
    where: { id: { in: paymentIds } },
    include: { invoice: true, account: true, reviewedBy: { select: { email: true } } },
    orderBy: { id: 'asc' },
  });
  return payments.map(({ invoice, account, reviewedBy, ...payment }) => ({
    payment: { ...payment, reviewer: reviewedBy?.email ?? null },
    invoice: { ...invoice, number: invoice.number ?? '' },
    account,
  }));
}

function totalsOf(open: ReviewCase[]): ReviewPreview['totals'] {
  const sums = new Map<string, { count: number; sum: Money }>();
  for (const { payment } of open) {
    const known = sums.get(payment.currency);
    sums.set(payment.currency, {
      count: (known?.count ?? 0) + 1,
      sum: known === undefined ? payment.amount : known.sum.add(payment.amount),
    });
  }
  return [...sums].map(([currency, { count, sum }]) => ({ currency, count, amount: formatMoney(sum, currency) }));
}
