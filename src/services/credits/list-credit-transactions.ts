import type { CreditTransaction } from '@prisma/client';
import type { z } from 'zod';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type Page, page, pageOf } from '../core/fields.js';
import { parse } from '../core/operation.js';

export type CreditTransactionView = Pick<
  CreditTransaction,
  'id' | 'transactionType' | 'amount' | 'balanceAfter' | 'description' | 'createdAt'
>;

/** The account's own ledger, newest first. */
export async function listOwnCreditTransactions(
  ctx: Context,
  query: z.input<typeof page>,
): Promise<Page<CreditTransactionView>> {
  const { limit, cursor } = parse(page, query);
  const rows = await dbOf(ctx).creditTransaction.findMany({
    where: { accountId: actingUser(ctx).accountId, ...(cursor === undefined ? {} : { id: { lt: cursor } }) },
    select: { id: true, transactionType: true, amount: true, balanceAfter: true, description: true, createdAt: true },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(rows, limit);
}
