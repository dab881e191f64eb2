import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { formatMoney, type Money } from '../core/money.js';

export interface CancellationPreview {
  confirmations: number;
  invoices: number;
  /** What the unpaid invoices come to, per currency, ready to read. */
  unpaid: string[];
}

/** What cancelling an account would take with it. */
export async function previewCancellation(ctx: Context, accountId: number): Promise<CancellationPreview> {
  if (ctx.actor.type !== 'staff') throw new Refusal('forbidden', 'not_allowed', 'Only staff may look at this.');
  const db = dbOf(ctx);
  const confirmations = await db.payment.count({ where: { accountId, status: 'pending_approval' } });
  const invoices = await db.invoice.findMany({
    where: { accountId, status: 'pending' },
    select: { total: true, currency: true },
  });
  const sums = new Map<string, Money>();
  for (const { total, currency } of invoices) sums.set(currency, sums.get(currency)?.add(total) ?? total);
  return {
    confirmations,
    invoices: invoices.length,
    unpaid: [...sums].map(([currency, sum]) => formatMoney(sum, currency)),
  };
}
