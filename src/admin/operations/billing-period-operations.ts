import { releasePeriodsInBulk } from '../../services/billing-periods/bill-in-bulk.js';
import { releasePeriods } from '../../services/billing-periods/release-periods.js';
import { dateText } from '../../services/core/calendar.js';
import { formatMoney, type Money } from '../../services/core/money.js';
import type { Outcome } from '../../services/core/outcome.js';
import {
  insistOnSuccess,
  type Preview,
  recordOperation,
  selectionOperation,
  type Target,
} from '../operation-action.js';
import { bulkResult, count } from './bulk-result.js';

const waits = ({ status, needsRelease }: Record<string, unknown>) => status === 'pending' && needsRelease === true;

/** Letting go of what waits for staff before it becomes an invoice. */
export const billingPeriodOperations = [
  recordOperation({
    name: 'releasePeriod',
    label: 'Release',
    tone: 'primary',
    offeredFor: waits,
    preview: previewRelease,
    async act({ ctx, id }) {
      insistOnSuccess(await releasePeriods(ctx, { periodIds: [id] }));
      return {
        message: 'The period is released; its invoice is issued on its first day, or at once where that has come.',
      };
    },
  }),
  selectionOperation({
    name: 'releasePeriods',
    label: 'Release',
    tone: 'primary',
    preview: previewRelease,
    act: async ({ ctx, ids }) => bulkResult('released', 'period', await releasePeriodsInBulk(ctx, ids)),
  }),
];

const SHOWN = 200;

async function previewRelease({ ctx, ids }: Target): Promise<Preview> {
  const { prisma } = ctx.installation;
  const periods = await prisma.billingPeriod.findMany({
    where: { id: { in: ids.filter((id) => id <= 2_147_483_647) } },
    orderBy: [{ periodStart: 'asc' }, { id: 'asc' }],
    include: { contract: { select: { number: true } } },
  });
  const found = new Set(periods.map(({ id }) => id));
  const open = periods.filter((period) => waits(period));
  const closed = periods.filter((period) => !waits(period));
  const impossible: Outcome[] = [
    ...closed.map(
      ({ id, status }): Outcome => ({
        id,
        outcome: 'already',
        message: status === 'pending' ? 'It does not wait for a release.' : `It is ${status}.`,
      }),
    ),
    ...ids
      .filter((id) => !found.has(id))
      .map((id): Outcome => ({ id, outcome: 'missing', message: `Billing period ${id} does not exist.` })),
  ];
  const [first] = open;
  return {
    title:
      ids.length === 1 && first !== undefined
        ? `Release ${first.contract.number}, from ${dateText(first.periodStart)}`
        : `Release ${count(ids.length, 'period')}`,
    says: [
      `${count(open.length, 'period')} will be released: those whose first day has come are invoiced at once, the others on that day.`,
      'Of one contract the earlier period has to come first.',
    ],
    possible: open.length,
    impossible: impossible.slice(0, SHOWN),
    impossibleCount: impossible.length,
    totals: totalsOf(open),
    counted: 'period',
    fields: [],
    confirm: open.length === 1 ? 'Release the period' : `Release ${open.length} periods`,
  };
}

function totalsOf(periods: { currency: string; totalAmount: Money }[]): NonNullable<Preview['totals']> {
  const totals = new Map<string, { count: number; amount: Money }>();
  for (const { currency, totalAmount } of periods) {
    const known = totals.get(currency);
    totals.set(currency, {
      count: (known?.count ?? 0) + 1,
      amount: known === undefined ? totalAmount : known.amount.add(totalAmount),
    });
  }
  return [...totals].map(([currency, { count: number, amount }]) => ({
    currency,
    count: number,
    amount: formatMoney(amount, currency),
  }));
}
