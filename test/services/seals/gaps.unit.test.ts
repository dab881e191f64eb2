import { expect, test } from 'vitest';
import { type Gap, gapsAmong, stillOpen } from '../../../src/services/seals/gaps.js';

test('ids that are missing between two that were seen are gaps', () => {
  expect(gapsAmong([1, 2, 3], 0)).toEqual([]);
  expect(gapsAmong([4, 5, 9], 2)).toEqual([
    [3, 3],
    [6, 8],
  ]);
  expect(gapsAmong([], 7)).toEqual([]);
});

test('a gap stays open while a transaction that could fill it runs', () => {
  const gap: Gap = [3, 8, 1_000, '700'];
  expect(stillOpen([gap], [], 9_999, 699n)).toEqual([gap]);
  expect(stillOpen([gap], [], 9_999, 700n)).toEqual([]);
});

test('a gap stays open for two minutes, whatever the transactions say', () => {
  const gap: Gap = [3, 8, 1_000, '700'];
  expect(stillOpen([gap], [], 1_119, 900n)).toEqual([gap]);
  expect(stillOpen([gap], [], 1_120, 900n)).toEqual([]);
});

test('a row that turns up splits its gap', () => {
  expect(stillOpen([[3, 8, 1_000, '700']], [3, 6], 1_001, 1n)).toEqual([
    [4, 5, 1_000, '700'],
    [7, 8, 1_000, '700'],
  ]);
  expect(stillOpen([[3, 3, 1_000, '700']], [3], 1_001, 1n)).toEqual([]);
});
