import { CreditTransactionType } from '@prisma/client';
import { z } from 'zod';
import { getOwnBalance } from '../services/credits/get-balance.js';
import { listOwnCreditTransactions } from '../services/credits/list-credit-transactions.js';
import { moment, pageQuery } from './fields.js';
import { type ApiRoute, listRoute, route } from './route.js';

const tag = 'Credits';

const transaction = z
  .object({
    id: z.int(),
    transaction_type: z.enum(CreditTransactionType),
    amount: z.int().meta({ description: 'Positive: granted; negative: used.' }),
    balance_after: z.int(),
    description: z.string(),
    created_at: moment,
  })
  .meta({ id: 'CreditTransaction' });

const listTransactions = listRoute({
  method: 'get',
  path: '/billing/transactions',
  name: 'listTransactions',
  tag,
  summary: "The account's credit ledger, newest first",
  caller: 'user',
  limit: 'other',
  query: pageQuery,
  row: transaction,
  async run({ ctx, query }) {
    const { rows, nextCursor } = await listOwnCreditTransactions(ctx, query);
    return {
      nextCursor,
      rows: rows.map((row) => ({
        id: row.id,
        transaction_type: row.transactionType,
        amount: row.amount,
        balance_after: row.balanceAfter,
        description: row.description,
        created_at: row.createdAt,
      })),
    };
  },
  examples: {
    query: { limit: 50 },
    answer: {
      success: true,
      data: [
        {
          id: 1,
          transaction_type: 'subscription',
          amount: 2000,
          balance_after: 2000,
          description: 'Free Trial: included credits',
          created_at: '2025-12-08T10:30:00.000Z',
        },
      ],
      next_cursor: null,
    },
  },
});

const balance = route({
  method: 'get',
  path: '/billing/transactions/balance',
  name: 'getBalance',
  tag,
  summary: 'The balance now',
  caller: 'user',
  limit: 'other',
  data: z
    .object({
      credits: z.int(),
      plan_credits_per_month: z.int(),
      credits_used_this_month: z.int().meta({ description: 'In this calendar month, UTC.' }),
      credits_remaining: z.int().meta({ description: 'The same as credits.' }),
    })
    .meta({ id: 'Balance' }),
  async run({ ctx }) {
    const found = await getOwnBalance(ctx);
    return {
      credits: found.credits,
      plan_credits_per_month: found.planCreditsPerMonth,
      credits_used_this_month: found.creditsUsedThisMonth,
      credits_remaining: found.creditsRemaining,
    };
  },
  examples: {
    answer: {
      success: true,
      data: { credits: 2000, plan_credits_per_month: 2000, credits_used_this_month: 0, credits_remaining: 2000 },
    },
  },
});

export const transactionRoutes: ApiRoute[] = [listTransactions, balance];
