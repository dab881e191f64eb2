import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyDecimals, fitsCurrency, formatMoney, Money, moneyString } from '../../../src/services/core/money.js';
import { useDatabase } from '../../support/database.js';

const database = useDatabase();

/** ISO 4217: every code in use, and those whose minor units are not two. */
const EXCEPTIONS: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const CURRENCIES = [
  ...new Set([...Intl.supportedValuesOf('currency'), ...Object.values(EXCEPTIONS).join(' ').split(' ')]),
].sort();

const currency = fc.constantFrom(...CURRENCIES);
/** Anything that NUMERIC(18,4) holds. */
const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.integer({ min: 0, max: 4 }))
  .map(([digits, places]) => new Money(digits.toString()).div(10_000).toDecimalPlaces(places, Money.ROUND_DOWN));
const sum = fc.tuple(amount, currency);
/** Enough for one question to the database. */
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 300, size: 'max' });

describe('the minor units of a currency', () => {
  it('are those of ISO 4217, two unless the standard says otherwise', () => {
    const otherwise = new Map(
      Object.entries(EXCEPTIONS).flatMap(([decimals, codes]) =>
        codes.split(' ').map((code) => [code, Number(decimals)]),
      ),
    );
    for (const code of CURRENCIES) expect([code, currencyDecimals(code)]).toEqual([code, otherwise.get(code) ?? 2]);
  });

  it('are the same in the code and in the database', async () => {
    const rows = await database.prisma.$queryRaw<{ code: string; decimals: number }[]>`
      SELECT code, currency_decimals(code) AS decimals FROM unnest(${CURRENCIES}::text[]) AS code`;
    expect(rows).toHaveLength(CURRENCIES.length);
    for (const { code, decimals } of rows) expect([code, decimals]).toEqual([code, currencyDecimals(code)]);
  });
});

describe('an amount of any currency', () => {
  it('fits by the code exactly when it fits by the database', async () => {
    await fc.assert(
      fc.asyncProperty(many(sum), async (sums) => {
        const rows = await database.prisma.$queryRaw<{ fits: boolean }[]>`
          SELECT fits_currency(amount::numeric, code) AS fits
          FROM unnest(${sums.map(([money]) => money.toFixed())}::text[], ${sums.map(([, code]) => code)}::text[]) WITH ORDINALITY AS t(amount, code, place)
          ORDER BY place`;
        expect(rows.map(({ fits }) => fits)).toEqual(sums.map(([money, code]) => fitsCurrency(money, code)));
      }),
      { numRuns: 10 },
    );
  });

  it('is written on the wire as the database would, and read back is the same amount', async () => {
    await fc.assert(
      fc.asyncProperty(many(sum), async (drawn) => {
        const sums = drawn.map(([money, code]) => [money.toDecimalPlaces(currencyDecimals(code)), code] as const);
        const rows = await database.prisma.$queryRaw<{ written: string }[]>`
          SELECT round(amount::numeric, currency_decimals(code))::text AS written
          FROM unnest(${sums.map(([money]) => money.toFixed())}::text[], ${sums.map(([, code]) => code)}::text[]) WITH ORDINALITY AS t(amount, code, place)
          ORDER BY place`;
        expect(rows.map(({ written }) => written)).toEqual(sums.map(([money, code]) => moneyString(money, code)));
        for (const [money, code] of sums) expect(new Money(moneyString(money, code)).equals(money)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it('reads for people as the same digits, grouped by thousands, with its code', () => {
    fc.assert(
      fc.property(sum, ([drawn, code]) => {
        const decimals = currencyDecimals(code);
        const money = drawn.toDecimalPlaces(decimals);
        const digits = new Intl.NumberFormat('en-US', {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
        });
        const grouped = digits.format(money.abs().toFixed() as `${number}`);
        expect(formatMoney(money, code)).toBe(`${money.isNegative() && !money.isZero() ? '−' : ''}${grouped} ${code}`);
      }),
    );
  });

  it('survives the database to the last digit', async () => {
    await fc.assert(
      fc.asyncProperty(many(amount), async (amounts) => {
        const rows = await database.prisma.$queryRaw<{ back: Money }[]>`
          SELECT amount::numeric(18,4) AS back FROM unnest(${amounts.map((money) => money.toFixed())}::text[]) WITH ORDINALITY AS t(amount, place) ORDER BY place`;
        expect(rows.map(({ back }, index) => back.equals(amounts[index] ?? 0))).toEqual(amounts.map(() => true));
      }),
      { numRuns: 5 },
    );
  });
});
