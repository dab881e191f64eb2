import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BilledItem } from '../../../src/services/billing-periods/item-months.js';
import { billedItem, itemMonths, pausesOf } from '../../../src/services/billing-periods/item-months.js';
import {
  type BilledVersion,
  dueMonths,
  layOut,
  monthKey,
  spansOf,
  sum,
} from '../../../src/services/billing-periods/schedule.js';
import { addDays, addMonths, dateOf, dateText } from '../../../src/services/core/calendar.js';
import { currencyDecimals, fitsCurrency, Money, splitExactly } from '../../../src/services/core/money.js';

const texts = (amounts: Money[]) => amounts.map((amount) => amount.toFixed());
const currencies = fc.constantFrom('USD', 'EUR', 'PKR', 'JPY', 'KRW', 'KWD', 'TND', 'CLF');
const months = fc.integer({ min: 1, max: 12 });
const units = fc.integer({ min: 1, max: 2_000_000_000 });
const days = fc.integer({ min: 0, max: 1_200 }).map((count) => addDays(dateOf('2025-12-01'), count));
const amountIn = (currency: string, count: number) =>
  new Money(count).div(new Money(10).pow(currencyDecimals(currency)));

const item = (wishes: Partial<BilledItem> = {}): BilledVersion['items'][number] => ({
  id: 1,
  rootId: 1,
  description: 'Care',
  amount: new Money('5000.00'),
  billingPeriodMonths: 3,
  startDate: dateOf('2026-01-31'),
  endDate: null,
  isRecurring: false,
  pauses: [],
  completedFrom: null,
  ...wishes,
});
const terms = { currency: 'USD', discountPercent: new Money(0), until: dateOf('2028-12-31') };

describe('an amount split over months', () => {
  it.each([
    ['5000.00', 3, 'USD', ['1666.67', '1666.67', '1666.66']],
    ['2500.00', 3, 'USD', ['833.34', '833.33', '833.33']],
    ['5000', 3, 'JPY', ['1667', '1667', '1666']],
    ['5000.000', 3, 'KWD', ['1666.667', '1666.667', '1666.666']],
    ['0.02', 3, 'USD', ['0.01', '0.01', '0']],
    ['1', 1, 'JPY', ['1']],
  ])('%s over %i in %s, larger parts first', (amount, parts, currency, expected) => {
    expect(texts(splitExactly(new Money(amount), parts, currency))).toEqual(expected);
  });

  it('adds up exactly in every currency, in parts that differ by one unit at most', () => {
    fc.assert(
      fc.property(currencies, units, months, (currency, count, parts) => {
        const amount = amountIn(currency, count);
        const split = splitExactly(amount, parts, currency);
        expect(split).toHaveLength(parts);
        expect(sum(split).eq(amount)).toBe(true);
        expect(split.every((part) => fitsCurrency(part, currency) && part.gte(0))).toBe(true);
        const [largest = amount] = split;
        expect(largest.sub(split.at(-1) ?? 0).lte(amountIn(currency, 1))).toBe(true);
        expect(texts([...split].sort((a, b) => b.cmp(a)))).toEqual(texts(split));
      }),
    );
  });

  it('takes off a discount that adds up exactly, too', () => {
    fc.assert(
      fc.property(currencies, units, months, fc.integer({ min: 0, max: 10_000 }), (currency, count, span, percent) => {
        const amount = amountIn(currency, count);
        const discountPercent = new Money(percent).div(100);
        const parts = itemMonths(item({ amount, billingPeriodMonths: span }), { ...terms, currency, discountPercent });
        const discount = sum(parts.map((part) => part.discount));
        expect(sum(parts.map((part) => part.gross)).eq(amount)).toBe(true);
        expect(discount.sub(amount.mul(discountPercent).div(100)).abs().lte(amountIn(currency, 1).div(2))).toBe(true);
        expect(parts.every((part) => part.discount.lte(part.gross))).toBe(true);
      }),
    );
  });
});

describe('the months of an item', () => {
  const begins = (wishes: Partial<BilledItem>, until = '2028-12-31') =>
    itemMonths(item(wishes), { ...terms, until: dateOf(until) }).map((month) => dateText(month.begins));

  it('begin on its day, clamped to the length of each month', () => {
    expect(begins({})).toEqual(['2026-01-31', '2026-02-28', '2026-03-31']);
    expect(begins({ startDate: dateOf('2027-12-30') })).toEqual(['2027-12-30', '2028-01-30', '2028-02-29']);
  });

  it('begin anew as long as the item recurs, up to its end', () => {
    const recurring = { billingPeriodMonths: 1, isRecurring: true };
    expect(begins(recurring, '2026-05-30')).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
    expect(begins({ ...recurring, endDate: dateOf('2026-03-30') })).toEqual(['2026-01-31', '2026-02-28']);
  });

  it('begin on the last day that is billed, and on the last day of the item, too', () => {
    const recurring = { billingPeriodMonths: 1, isRecurring: true };
    expect(begins(recurring, '2026-02-28')).toEqual(['2026-01-31', '2026-02-28']);
    expect(begins({ ...recurring, endDate: dateOf('2026-03-31') })).toEqual(['2026-01-31', '2026-02-28', '2026-03-31']);
  });

  it('are read from a line item as it is stored, pauses as days', () => {
    const stored = [
      { from: '2026-02-01', to: '2026-05-15' },
      { from: '2026-06-01', to: null },
    ];
    expect(pausesOf({ pauses: stored })).toEqual(stored);
    const { pauses, description } = billedItem({ ...item(), pauses: stored });
    expect(description).toBe('Care');
    expect(pauses).toEqual([
      { from: dateOf('2026-02-01'), to: dateOf('2026-05-15') },
      { from: dateOf('2026-06-01'), to: null },
    ]);
    expect(() => pausesOf({ pauses: [{ from: 'soon', to: null }] })).toThrow();
  });

  it('do not begin in a pause; those that are left count on from the day of resumption', () => {
    const pause = { from: dateOf('2026-02-01'), to: dateOf('2026-05-15') };
    expect(begins({ pauses: [pause] })).toEqual(['2026-01-31', '2026-05-15', '2026-06-15']);
    expect(begins({ pauses: [{ ...pause, to: null }] })).toEqual(['2026-01-31']);
    const onItsDay = { from: dateOf('2026-02-28'), to: dateOf('2026-03-05') };
    expect(begins({ pauses: [onItsDay] })).toEqual(['2026-01-31', '2026-03-05', '2026-04-05']);
  });

  it('do not begin on or after the day of completion', () => {
    expect(begins({ completedFrom: dateOf('2026-02-28') })).toEqual(['2026-01-31']);
    expect(begins({ completedFrom: dateOf('2026-01-01') })).toEqual([]);
  });

  it('are the same number for the same amount however many pauses there were', () => {
    const pauses = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 })), { maxLength: 5 })
      .map((gaps) => {
        let at = dateOf('2026-01-01');
        return gaps.map(([before, long]) => {
          const from = addDays(at, before);
          at = addDays(from, long);
          return { from, to: at };
        });
      });
    fc.assert(
      fc.property(pauses, months, days, units, (taken, span, startDate, count) => {
        const amount = amountIn('USD', count);
        const wishes = { pauses: taken, billingPeriodMonths: span, startDate, amount };
        const found = itemMonths(item(wishes), { ...terms, until: dateOf('2099-12-31') });
        expect(found.map(({ index }) => index)).toEqual(Array.from({ length: span }, (_, index) => index));
        expect(sum(found.map(({ gross }) => gross)).eq(amount)).toBe(true);
        for (const { begins } of found) {
          expect(taken.some(({ from, to }) => from <= begins && begins < to)).toBe(false);
        }
        const ordered = found.map(({ begins }) => begins.getTime());
        expect([...new Set(ordered)].sort((a, b) => a - b)).toEqual(ordered);
      }),
    );
  });
});

describe('billing periods', () => {
  const spans = fc.record({
    start: days,
    long: fc.integer({ min: 0, max: 1_100 }),
    intervalMonths: fc.integer({ min: 1, max: 24 }),
  });

  it('follow each other without a gap and never overlap, whatever the day they start on', () => {
    fc.assert(
      fc.property(spans, ({ start, long, intervalMonths }) => {
        const end = addDays(start, long);
        const found = spansOf({ start, end, intervalMonths });
        expect(found[0]?.start).toEqual(start);
        expect(found.at(-1)?.end).toEqual(end);
        found.forEach((span, index) => {
          expect(span.start <= span.end).toBe(true);
          const next = found[index + 1];
          if (next === undefined) return;
          expect(next.start).toEqual(addDays(span.end, 1));
          expect(next.start).toEqual(addMonths(start, (index + 1) * intervalMonths, start.getUTCDate()));
        });
      }),
    );
  });

  it('have a last one of a single day when the end falls on the first day of a span, and none after it', () => {
    const start = dateOf('2026-01-31');
    const days = (end: string) =>
      spansOf({ start, end: dateOf(end), intervalMonths: 1 }).map((span) => [dateText(span.start), dateText(span.end)]);
    expect(days('2026-02-28')).toEqual([
      ['2026-01-31', '2026-02-27'],
      ['2026-02-28', '2026-02-28'],
    ]);
    expect(days('2026-02-27')).toEqual([['2026-01-31', '2026-02-27']]);
    expect(days('2026-01-31')).toEqual([['2026-01-31', '2026-01-31']]);
  });

  it('bill each month of each item exactly once, in the first period that ends on or after its first day', () => {
    const items = fc.array(
      fc.record({
        amount: units.map((count) => amountIn('USD', count)),
        billingPeriodMonths: months,
        startDate: fc.integer({ min: 0, max: 400 }),
        isRecurring: fc.boolean(),
        pause: fc.option(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 200 })), { nil: null }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(
        spans,
        items,
        fc.integer({ min: 0, max: 100 }),
        ({ start, long, intervalMonths }, wishes, percent) => {
          const end = addDays(start, long);
          const version: BilledVersion = {
            discountPercent: new Money(percent),
            effectiveFrom: null,
            items: wishes.map(({ pause, startDate, ...wish }, index) => {
              const from = addDays(start, startDate + (pause?.[0] ?? 0));
              const pauses = pause === null ? [] : [{ from, to: addDays(from, pause[1]) }];
              const id = index + 1;
              return item({
                ...wish,
                startDate: addDays(start, startDate),
                pauses,
                id,
                rootId: id,
              } as Partial<BilledItem>);
            }),
          };
          const due = dueMonths([version], { currency: 'USD', until: end });
          const periods = layOut(spansOf({ start, end, intervalMonths }), due, new Set());
          const billed = periods.flatMap(({ lines }) =>
            lines.flatMap((line) => line.months.map((index) => monthKey(line.rootId, index))),
          );
          expect(new Set(billed).size).toBe(billed.length);
          expect([...billed].sort()).toEqual(due.map((month) => monthKey(month.item.rootId, month.index)).sort());
          for (const { item: of, index, begins } of due) {
            const period = periods.find(({ lines }) =>
              lines.some((line) => line.itemId === of.id && line.months.includes(index)),
            );
            expect(period !== undefined && begins >= period.start && begins <= period.end).toBe(true);
          }
          expect(
            sum(periods.map(({ net }) => net)).eq(sum(due.map(({ gross, discount }) => gross.sub(discount)))),
          ).toBe(true);
        },
      ),
    );
  });

  it('leave out what is billed already and bring it up nowhere else', () => {
    const version: BilledVersion = { discountPercent: new Money(0), effectiveFrom: null, items: [item()] };
    const due = dueMonths([version], { currency: 'USD', until: terms.until });
    const later = spansOf({ start: dateOf('2026-03-01'), end: dateOf('2026-04-30'), intervalMonths: 1 });
    const periods = layOut(later, due, new Set([monthKey(1, 0)]));
    expect(periods.map(({ lines, net }) => [lines.map((line) => line.months), net.toFixed()])).toEqual([
      [[[1, 2]], '3333.33'],
      [[], '0'],
    ]);
  });

  it('of an amendment bill what begins from its day on, those of the version before what began earlier', () => {
    const first: BilledVersion = {
      discountPercent: new Money(0),
      effectiveFrom: null,
      items: [
        item({ amount: new Money(30), billingPeriodMonths: 1, isRecurring: true, startDate: dateOf('2026-01-01') }),
      ],
    };
    const second: BilledVersion = {
      discountPercent: new Money(10),
      effectiveFrom: dateOf('2026-02-15'),
      items: [
        {
          ...item({
            amount: new Money(40),
            billingPeriodMonths: 1,
            isRecurring: true,
            startDate: dateOf('2026-01-01'),
          }),
          id: 2,
        },
        {
          ...item({ amount: new Money(9), billingPeriodMonths: 1, startDate: dateOf('2026-02-01') }),
          id: 3,
          rootId: 3,
        },
      ],
    };
    const due = dueMonths([first, second], { currency: 'USD', until: dateOf('2026-03-31') });
    expect(
      due.map(({ item: of, begins, gross, discount }) => [
        of.id,
        dateText(begins),
        gross.toFixed(),
        discount.toFixed(),
      ]),
    ).toEqual([
      [1, '2026-01-01', '30', '0'],
      [1, '2026-02-01', '30', '0'],
      [3, '2026-02-01', '9', '0.9'],
      [2, '2026-03-01', '40', '4'],
    ]);
  });

  it('of an amendment bill what begins on its very day once, by the amendment, and what begins together in the order of its items', () => {
    const monthly = { billingPeriodMonths: 1, isRecurring: true, startDate: dateOf('2026-01-15') };
    const version = (effectiveFrom: Date | null, items: BilledVersion['items']) => ({
      discountPercent: new Money(0),
      effectiveFrom,
      items,
    });
    const first = version(null, [item(monthly), { ...item(monthly), id: 2, rootId: 2 }]);
    const second = version(dateOf('2026-02-15'), [
      { ...item(monthly), id: 4, rootId: 2 },
      { ...item(monthly), id: 3 },
    ]);
    const due = dueMonths([first, second], { currency: 'USD', until: dateOf('2026-02-28') });
    expect(due.map(({ item: of, begins }) => [of.id, dateText(begins)])).toEqual([
      [1, '2026-01-15'],
      [2, '2026-01-15'],
      [3, '2026-02-15'],
      [4, '2026-02-15'],
    ]);
  });
});
