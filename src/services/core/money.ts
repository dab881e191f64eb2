import { Prisma } from '@prisma/client';

export type Money = Prisma.Decimal;
export const Money = Prisma.Decimal;

// ISO 4217 minor units other than two. The database's currency_decimals() holds the same table; a test compares them.
const NO_DECIMALS = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
const FOUR_DECIMALS = new Set('CLF UYW'.split(' '));

export function currencyDecimals(currency: string): number {
  if (NO_DECIMALS.has(currency)) return 0;
  if (THREE_DECIMALS.has(currency)) return 3;
  return FOUR_DECIMALS.has(currency) ? 4 : 2;
}

/** The wire form: exactly the currency's decimals, never an exponent. */
export function moneyString(amount: Money, currency: string): string {
  return amount.toFixed(currencyDecimals(currency));
}

/** The form for people: "1,234.50 USD"; the code follows, so that the dollars of two countries are not confused. */
export function formatMoney(amount: Money, currency: string): string {
  const [whole = '0', fraction] = amount.abs().toFixed(currencyDecimals(currency)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = amount.isNegative() && !amount.isZero() ? '−' : '';
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}

/** True when the amount needs no more decimals than its currency has. */
export function fitsCurrency(amount: Money, currency: string): boolean {
  return amount.decimalPlaces() <= currencyDecimals(currency);
}

/** Rounds half up to the currency's decimals. */
export function roundToCurrency(amount: Money, currency: string): Money {
  return amount.toDecimalPlaces(currencyDecimals(currency), Money.ROUND_HALF_UP);
}

/**
 * Splits an amount into parts that add up to it exactly, by largest remainder, larger parts first:
 * 5,000.00 over 3 = 1,666.67 + 1,666.67 + 1,666.66 (X-21).
 */
export function splitExactly(amount: Money, parts: number, currency: string): Money[] {
  const unit = new Money(10).pow(-currencyDecimals(currency));
  const units = amount.div(unit);
  const share = units.div(parts).floor();
  const larger = units.sub(share.mul(parts)).toNumber();
  return Array.from({ length: parts }, (_, index) => (index < larger ? share.add(1) : share).mul(unit));
}
