import { Prisma } from '@prisma/client';
import { currencyDecimals } from '../services/core/money.js';

/** Decimals and big integers leave as strings with all their digits; money with its currency's decimals. */
export function exact(value: unknown, currency: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (!Prisma.Decimal.isDecimal(value)) return value;
  const decimals = typeof currency === 'string' ? currencyDecimals(currency) : 0;
  return value.toFixed(Math.max(value.decimalPlaces(), decimals));
}
