import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currencyDecimals,
  fitsCurrency,
  formatMoney,
  Money,
  moneyString,
  roundToCurrency,
  splitExactly,
} from '../../../src/services/core/money.js';

const money = (text: string) => new Money(text);
const currency = fc.constantFrom('JPY', 'USD', 'KWD', 'CLF');
const amount = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((units) => money(units.toString()).div(10_000));

describe('the minor units of a currency', () => {
  // Written a second time, from ISO 4217.
  it.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
    [2, 'USD EUR PKR GBP INR BDT AED'],
  ])('are %i for %s', (decimals, codes) => {
    for (const code of codes.split(' ')) expect([code, currencyDecimals(code)]).toEqual([code, decimals]);
  });
});

describe('an amount', () => {
  it('is written on the wire with exactly the decimals of its currency', () => {
    expect([
      moneyString(money('29'), 'USD'),
      moneyString(money('29'), 'JPY'),
      moneyString(money('1e3'), 'KWD'),
    ]).toEqual(['29.00', '29', '1000.000']);
  });

  it('is written for people by thousands, with its sign and its code', () => {
    const written = (text: string, code = 'USD') => formatMoney(money(text), code);
    expect(['0', '999', '1000', '1234567.5', '-1234.5', '-0'].map((text) => written(text))).toEqual([
      '0.00 USD',
      '999.00 USD',
      '1,000.00 USD',
      '1,234,567.50 USD',
      '−1,234.50 USD',
      '0.00 USD',
    ]);
    expect([written('1234567', 'JPY'), written('-12', 'JPY'), written('1234.5', 'KWD')]).toEqual([
      '1,234,567 JPY',
      '−12 JPY',
      '1,234.500 KWD',
    ]);
  });

  it('fits its currency with as many decimals as that has, and no more', () => {
    expect([fitsCurrency(money('1.25'), 'USD'), fitsCurrency(money('1.255'), 'USD')]).toEqual([true, false]);
    expect([fitsCurrency(money('1'), 'JPY'), fitsCurrency(money('1.5'), 'JPY')]).toEqual([true, false]);
  });

  it('is rounded half up', () => {
    expect(['1.005', '1.0049', '2.5', '-1.005'].map((text) => roundToCurrency(money(text), 'USD').toFixed())).toEqual([
      '1.01',
      '1',
      '2.5',
      '-1.01',
    ]);
    expect(roundToCurrency(money('2.5'), 'JPY').toFixed()).toBe('3');
  });
});

describe('an amount that is split', () => {
  it('gives 5,000.00 over three as 1,666.67, 1,666.67 and 1,666.66 (X-21)', () => {
    expect(splitExactly(money('5000'), 3, 'USD').map((part) => part.toFixed())).toEqual([
      '1666.67',
      '1666.67',
      '1666.66',
    ]);
    expect(splitExactly(money('100'), 3, 'JPY').map((part) => part.toFixed())).toEqual(['34', '33', '33']);
    expect(splitExactly(money('0.02'), 3, 'USD').map((part) => part.toFixed())).toEqual(['0.01', '0.01', '0']);
  });

  it('adds up to the amount, in parts that differ by at most one unit, larger ones first', () => {
    fc.assert(
      fc.property(amount, currency, fc.integer({ min: 1, max: 24 }), (drawn, code, count) => {
        const whole = drawn.toDecimalPlaces(currencyDecimals(code), Money.ROUND_DOWN);
        const parts = splitExactly(whole, count, code);
        expect(parts).toHaveLength(count);
        expect(parts.reduce((sum, part) => sum.add(part), money('0')).equals(whole)).toBe(true);
        expect([...parts].sort((a, b) => b.cmp(a))).toEqual(parts);
        const unit = money('10').pow(-currencyDecimals(code));
        expect(parts[0]?.sub(parts.at(-1) ?? 0).lte(unit)).toBe(true);
        for (const part of parts) expect(fitsCurrency(part, code)).toBe(true);
      }),
    );
  });
});
