import { addDays, addMonths } from '../core/calendar.js';
import { Money as Decimal, type Money } from '../core/money.js';
import { type BilledItem, type ItemMonth, itemMonths } from './item-months.js';

/** A span of days that becomes one invoice; its end is the last day. */
export interface Span {
  start: Date;
  end: Date;
}

/** The items of one signed version, with the days whose months it bills. */
export interface BilledVersion {
  discountPercent: Money;
  /** An amendment bills what begins from here on; null for the first version. */
  effectiveFrom: Date | null;
  items: (BilledItem & {
    /** The item of the first version that this one carries on; its own id when it is new. */
    rootId: number;
  })[];
}

export interface PlannedLine {
  itemId: number;
  rootId: number;
  description: string;
  /** Which months of the item, counted from 0. */
  months: number[];
  gross: Money;
  discount: Money;
}

export interface PlannedPeriod extends Span {
  lines: PlannedLine[];
  gross: Money;
  discount: Money;
  net: Money;
}

export interface DueMonth extends ItemMonth {
  item: BilledVersion['items'][number];
}

/** Spans of so many months from a first to a last day, the anchor day clamped to each month's length (31 Jan → 28 Feb). */
export function spansOf({ start, end, intervalMonths }: Span & { intervalMonths: number }): Span[] {
  const spans: Span[] = [];
  for (let from = start, count = 1; from <= end; count += 1) {
    const next = addMonths(start, count * intervalMonths, start.getUTCDate());
    const last = addDays(next, -1);
    spans.push({ start: from, end: last < end ? last : end });
    from = next;
  }
  return spans;
}

/**
 * Every month that the versions in force bill, up to a day, in the order in which they begin. An amendment bills what
 * begins from its day on, what it adds from the day of the addition; the version before bills what began earlier.
 */
export function dueMonths(versions: BilledVersion[], terms: { currency: string; until: Date }): DueMonth[] {
  const months = versions.flatMap((version, index) => {
    const ends = versions
      .slice(index + 1)
      .map(({ effectiveFrom }) => effectiveFrom?.getTime() ?? Number.NEGATIVE_INFINITY);
    const until = Math.min(...ends);
    return version.items.flatMap((item) => {
      const from = item.rootId === item.id ? null : version.effectiveFrom;
      return itemMonths(item, { ...terms, discountPercent: version.discountPercent })
        .filter(({ begins }) => (from === null || begins >= from) && begins.getTime() < until)
        .map((month) => ({ ...month, item }));
    });
  });
  return months.sort((a, b) => a.begins.getTime() - b.begins.getTime() || a.item.id - b.item.id);
}

export function monthKey(rootId: number, index: number): string {
  return `${rootId}/${index}`;
}

/**
 * Lays months out over spans that are not invoiced yet: each month that no invoice bills falls into the first span that
 * ends on or after the day it begins.
 */
export function layOut(spans: Span[], months: DueMonth[], billed: ReadonlySet<string>): PlannedPeriod[] {
  const open = months.filter(({ item, index }) => !billed.has(monthKey(item.rootId, index)));
  let next = 0;
  return spans.map((span) => {
    const first = next;
    while (next < open.length && (open[next]?.begins ?? span.start) <= span.end) next += 1;
    return periodOf(span, open.slice(first, next));
  });
}

function periodOf(span: Span, months: DueMonth[]): PlannedPeriod {
  const lines = new Map<number, PlannedLine>();
  for (const { item, index, gross, discount } of months) {
    const line = lines.get(item.id);
    lines.set(item.id, {
      itemId: item.id,
      rootId: item.rootId,
      description: item.description,
      months: [...(line?.months ?? []), index],
      gross: gross.add(line?.gross ?? 0),
      discount: discount.add(line?.discount ?? 0),
    });
  }
  const gross = sum([...lines.values()].map((line) => line.gross));
  const discount = sum([...lines.values()].map((line) => line.discount));
  return { ...span, lines: [...lines.values()], gross, discount, net: gross.sub(discount) };
}

export function sum(amounts: Money[]): Money {
  return amounts.reduce((total, amount) => total.add(amount), new Decimal(0));
}
