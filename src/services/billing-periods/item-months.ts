import type { ContractLineItem } from '@prisma/client';
import { z } from 'zod';
import { addMonths, dateOf } from '../core/calendar.js';
import { Money as Decimal, type Money, roundToCurrency, splitExactly } from '../core/money.js';

const pauses = z.array(z.object({ from: z.iso.date(), to: z.iso.date().nullable() }));

export type StoredPause = z.output<typeof pauses>[number];

/** Nothing begins in a pause; `to` is the day work goes on, null while it lasts. */
interface Pause {
  from: Date;
  to: Date | null;
}

/** The part of a line item that says what is billed when. */
export interface BilledItem {
  id: number;
  description: string;
  amount: Money;
  billingPeriodMonths: number;
  startDate: Date;
  endDate: Date | null;
  isRecurring: boolean;
  pauses: Pause[];
  completedFrom: Date | null;
}

/** One month of an item: the part of its amount that falls due with it. */
export interface ItemMonth {
  /** Counted from 0 over all spans of the item. */
  index: number;
  begins: Date;
  gross: Money;
  discount: Money;
}

export function pausesOf(item: Pick<ContractLineItem, 'pauses'>): StoredPause[] {
  return pauses.parse(item.pauses);
}

export function billedItem(item: Omit<BilledItem, 'pauses'> & Pick<ContractLineItem, 'pauses'>): BilledItem {
  return {
    ...item,
    pauses: pausesOf(item).map(({ from, to }) => ({ from: dateOf(from), to: to === null ? null : dateOf(to) })),
  };
}

/**
 * The months of an item that begin up to a day. The amount is split over its span of months by largest remainder, and so
 * is the discount; a recurring item begins its span anew. Nothing begins in a pause: the months that are left count on
 * from the day of resumption. Nothing begins from the day of completion on.
 */
export function itemMonths(
  item: BilledItem,
  terms: { currency: string; discountPercent: Money; until: Date },
): ItemMonth[] {
  const { billingPeriodMonths: span } = item;
  const discount = roundToCurrency(item.amount.mul(terms.discountPercent).div(100), terms.currency);
  const parts = splitExactly(item.amount, span, terms.currency);
  const discounts = splitExactly(discount, span, terms.currency);
  const months: ItemMonth[] = [];
  let anchor = item.startDate;
  let sinceAnchor = 0;
  while (item.isRecurring || months.length < span) {
    const begins = addMonths(anchor, sinceAnchor, anchor.getUTCDate());
    if (begins > terms.until || isOver(item, begins)) break;
    const pause = item.pauses.find(({ from, to }) => from <= begins && (to === null || begins < to));
    if (pause?.to === null) break;
    if (pause !== undefined) {
      anchor = pause.to;
      sinceAnchor = 0;
      continue;
    }
    const part = months.length % span;
    months.push({
      index: months.length,
      begins,
      gross: parts[part] ?? new Decimal(0),
      discount: discounts[part] ?? new Decimal(0),
    });
    sinceAnchor += 1;
  }
  return months;
}

function isOver({ endDate, completedFrom }: BilledItem, begins: Date): boolean {
  return (endDate !== null && begins > endDate) || (completedFrom !== null && begins >= completedFrom);
}
