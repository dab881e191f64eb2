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
  const rows = entries.map((entry) => ({
    account_id: entry.accountId,
    transaction_type: entry.transactionType,
    amount: entry.amount,
    description: entry.description,
    metadata: entry.metadata ?? {},
    source_type: entry.sourceType,
    source_id: entry.sourceId,
  }));
  await ctx.db.$executeRaw`
    INSERT INTO credit_transactions (account_id, transaction_type, amount, description, metadata, source_type, source_id, created_at)
    SELECT row.account_id, row.transaction_type::"CreditTransactionType", row.amount, row.description, row.metadata, row.source_type, row.source_id, ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row(account_id int, transaction_type text, amount int, description text, metadata jsonb, source_type text, source_id text)`;
}
