import { expect, it } from 'vitest';
import { countOf, formatDate, groupThousands } from '../../../src/api/pages/formats.js';

it.each([
  ['29.00', '29.00'],
  ['1234.50', '1,234.50'],
  ['1000000', '1,000,000'],
  ['0.001', '0.001'],
])('%s is shown as %s', (amount, shown) => {
  expect(groupThousands(amount)).toBe(shown);
});

it('a day is the one of the zone', () => {
  const moment = new Date('2025-12-31T20:00:00Z');
  expect(formatDate(moment, 'UTC')).toBe('31 Dec 2025');
  expect(formatDate(moment, 'Asia/Karachi')).toBe('1 Jan 2026');
  expect(formatDate(null, 'UTC')).toBe('');
});

it('one is counted differently from many', () => {
  expect(countOf(1, 'day', 'days')).toBe('1 day');
  expect(countOf(1400, 'day', 'days')).toBe('1,400 days');
});
