import { Prisma } from '@prisma/client';

export type Money = Prisma.Decimal;
export const Money = Prisma.Decimal;

/** ISO 4217 minor units: JPY 0, USD 2, KWD 3. The database's currency_decimals() holds the same rule. */
export function currencyDecimals(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** The wire form: exactly the currency's decimals, never an exponent. */
export function moneyString(amount: Money, currency: string): string {
  return amount.toFixed(currencyDecimals(currency));
}

/** The form for people: "1,234.50 USD"; the code follows, so that dollars of two countries are not confused. */
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
