import type { CreditTransactionType, Prisma } from '@prisma/client';
import type { TxContext } from '../core/context.js';

export interface NewCreditTransaction {
  accountId: number;
  transactionType: CreditTransactionType;
  /** Signed whole credits. */
  amount: number;
  description: string;
  metadata?: Prisma.InputJsonObject;
  sourceType: 'trial' | 'payment' | 'adjustment';
  sourceId: string;
}

/** Writes ledger entries. The ledger's trigger moves the balance and refuses one below zero; a cause counts once. */
export async function recordCredits(ctx: TxContext, entries: NewCreditTransaction[]): Promise<void> {
  if (entries.length === 0) return;
  await ctx.db.creditTransaction.createMany({ data: entries.map((entry) => ({ ...entry, createdAt: ctx.now })) });
}
