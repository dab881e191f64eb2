import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMinutes,
  addMonths,
  dateIn,
  dateOf,
  dateText,
  dayWords,
  laterOf,
  monthKey,
  systemClock,
} from '../../../src/services/core/calendar.js';

const moment = fc.date({
  min: new Date('1971-01-01T00:00:00Z'),
  max: new Date('2199-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const anchor = fc.integer({ min: 1, max: 31 });
const months = fc.integer({ min: 0, max: 240 });

const monthNumber = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth();
const lastDayOf = (at: Date) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
const timeOfDay = (at: Date) => at.getTime() % 86_400_000;

describe('calendar months', () => {
  it('with anchor 31 the 31 January is followed by 28 February, 31 March, 30 April; by 29 February in a leap year', () => {
    const follow = (start: string, count: number) => {
      const days = [new Date(start)];
      for (let index = 0; index < count; index += 1) days.push(addMonths(days.at(-1) ?? new Date(0), 1, 31));
      return days.map((day) => day.toISOString().slice(0, 10));
    };
    expect(follow('2026-01-31T10:00:00Z', 3)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
    expect(follow('2028-01-31T10:00:00Z', 1)).toEqual(['2028-01-31', '2028-02-29']);
  });

  it('a quarter and a year are three and twelve of them, the year’s end included', () => {
    expect(addMonths(new Date('2026-11-30T12:00:00Z'), 3, 30).toISOString()).toBe('2027-02-28T12:00:00.000Z');
    expect(addMonths(new Date('2028-02-29T12:00:00Z'), 12, 29).toISOString()).toBe('2029-02-28T12:00:00.000Z');
  });

  it('land in the month that is counted, on the anchor day or the month’s last, at the same time of day', () => {
    fc.assert(
      fc.property(moment, months, anchor, (from, count, day) => {
        const to = addMonths(from, count, day);
        expect(monthNumber(to)).toBe(monthNumber(from) + count);
        expect(to.getUTCDate()).toBe(Math.min(day, lastDayOf(to)));
        expect(timeOfDay(to)).toBe(timeOfDay(from));
      }),
    );
  });

  it('more months are later, and a later start ends no earlier', () => {
    fc.assert(
      fc.property(moment, moment, months, months, anchor, (a, b, some, more, day) => {
        const [early, late] = a <= b ? [a, b] : [b, a];
        if (some < more) expect(addMonths(early, some, day) < addMonths(early, more, day)).toBe(true);
        if (monthNumber(early) < monthNumber(late)) {
          expect(addMonths(early, some, day).getTime()).toBeLessThanOrEqual(addMonths(late, some, day).getTime());
        }
      }),
    );
  });

  it('month by month or all at once is the same: no day is lost on the way through February', () => {
    fc.assert(
      fc.property(moment, months, months, anchor, (from, first, then, day) => {
        expect(addMonths(addMonths(from, first, day), then, day)).toEqual(addMonths(from, first + then, day));
      }),
    );
  });

  it('leave the date they are given alone', () => {
    const from = new Date('2026-01-31T10:00:00Z');
    addMonths(from, 1, 31);
    addDays(from, 1);
    expect(from.toISOString()).toBe('2026-01-31T10:00:00.000Z');
  });
});

it('the month of an invoice number is the month in UTC, whatever the machine’s time zone', () => {
  fc.assert(
    fc.property(moment, (at) => {
      expect(monthKey(at)).toBe(at.toISOString().slice(0, 7).replace('-', ''));
    }),
  );
});

describe('a calendar date', () => {
  it('is midnight in UTC, and written as it is read', () => {
    expect(dateOf('2026-01-31').toISOString()).toBe('2026-01-31T00:00:00.000Z');
    expect(dateText(dateOf('2026-01-31'))).toBe('2026-01-31');
    expect(dayWords(dateOf('2026-01-31'))).toBe('31 January 2026');
  });

  it('is another one in another time zone', () => {
    const at = new Date('2026-01-31T22:00:00Z');
    expect(['UTC', 'Asia/Karachi', 'America/Los_Angeles'].map((zone) => dateText(dateIn(zone, at)))).toEqual([
      '2026-01-31',
      '2026-02-01',
      '2026-01-31',
    ]);
  });

  it('and days and minutes are counted in their own length', () => {
    const at = new Date('2026-02-28T23:30:00Z');
    expect(addDays(at, 1).toISOString()).toBe('2026-03-01T23:30:00.000Z');
    expect(addDays(at, -28).toISOString()).toBe('2026-01-31T23:30:00.000Z');
    expect(addMinutes(at, 45).toISOString()).toBe('2026-03-01T00:15:00.000Z');
  });

  it('of two the later one is later', () => {
    const [early, late] = [dateOf('2026-01-31'), dateOf('2026-02-01')];
    expect([laterOf(early, late), laterOf(late, early), laterOf(late, late)]).toEqual([late, late, late]);
  });
});

it('the system’s clock tells the time', () => {
  const before = Date.now();
  const told = systemClock.now().getTime();
  expect(told).toBeGreaterThanOrEqual(before);
  expect(told).toBeLessThanOrEqual(Date.now());
});
