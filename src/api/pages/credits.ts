import type { CreditTransactionType } from '@prisma/client';
import { Router } from 'express';
import { getOwnBalance } from '../../services/credits/get-balance.js';
import {
  type CreditTransactionView,
  listOwnCreditTransactions,
} from '../../services/credits/list-credit-transactions.js';
import { formatCount, formatMoment } from './formats.js';
import { contextOf, type Site, showPage, timeZoneOf } from './site.js';
import { queryCursor } from './submission.js';

const SHOWN = 25;

export function creditPages(site: Site): Router {
  const router = Router();
  router.get('/app/credits', async (req, res) => {
    const ctx = contextOf(site, req);
    const zone = await timeZoneOf(site, req);
    const [balance, page] = await Promise.all([
      getOwnBalance(ctx),
      listOwnCreditTransactions(ctx, { limit: SHOWN, ...queryCursor(req, 'before') }),
    ]);
    await showPage(site, req, res, 'credits', {
      stats: [
        { label: 'Balance', value: formatCount(balance.credits) },
        { label: 'Used this month', value: formatCount(balance.creditsUsedThisMonth) },
        { label: 'In your plan each month', value: formatCount(balance.planCreditsPerMonth) },
      ],
      transactions: page.rows.map((row) => transactionRow(row, zone)),
      olderHref: page.nextCursor === null ? null : `/app/credits?before=${page.nextCursor}`,
    });
  });
  return router;
}

const TYPE_WORDS: Record<CreditTransactionType, string> = {
  subscription: 'From your plan',
  purchase: 'Purchase',
  usage: 'Usage',
  adjustment: 'Adjustment',
  refund: 'Refund',
};

function transactionRow(row: CreditTransactionView, zone: string): object {
  const amount = formatCount(Math.abs(row.amount));
  return {
    createdAt: formatMoment(row.createdAt, zone),
    description: row.description || TYPE_WORDS[row.transactionType],
    type: TYPE_WORDS[row.transactionType],
    isPlus: row.amount > 0,
    amount: row.amount < 0 ? `−${amount}` : `+${amount}`,
    balanceAfter: formatCount(row.balanceAfter),
  };
}
