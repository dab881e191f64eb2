import { dateOf } from '../services/core/calendar.js';
import { formatMoney, Money } from '../services/core/money.js';

/** What is printed of a party: the snapshot of an account or of the seller. */
interface Snapshot {
  address_line1: string;
  address_line2: string;
  city: string;
  state: string;
  postal_code: string;
  country: string;
  tax_id: string;
  email: string;
}

export interface Party {
  name: string;
  address: string[];
  details: string[];
}

export interface Fact {
  label: string;
  value: string;
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

export function partyOf(name: string, of: Snapshot): Party {
  const country = /^[A-Z]{2}$/.test(of.country) ? countries.of(of.country) : of.country;
  const town = [`${of.postal_code} ${of.city}`.trim(), of.state];
  return {
    name,
    address: [of.address_line1, of.address_line2, town.filter(isFilled).join(', '), country ?? ''].filter(isFilled),
    details: [of.tax_id === '' ? '' : `Tax ID ${of.tax_id}`, of.email].filter(isFilled),
  };
}

/** Facts that have something to say. */
export function factsOf(pairs: Record<string, string | null>): Fact[] {
  return Object.entries(pairs).flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }]));
}

/** "31 January 2026". */
export function dayText(day: string): string {
  return momentDay(dateOf(day).toISOString(), 'UTC');
}

/** The day that a moment falls on where the reader is. */
export function momentDay(moment: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(new Date(moment));
}

/** "21 November 2026, 05:03 (UTC)". */
export function momentText(moment: string, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(new Date(moment));
  return `${momentDay(moment, timeZone)}, ${time} (${timeZone})`;
}

/** "15 Aug 2026 – 14 Sept 2026", where a column is narrow. */
export function shortSpan(from: string, to: string): string {
  return `${shortDay(from)} – ${shortDay(to)}`;
}

export function shortDay(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(dateOf(day));
}

export function span(from: string, to: string): string {
  return `${dayText(from)} – ${dayText(to)}`;
}

/** "1,234.50 USD". */
export function money(amount: string, currency: string): string {
  return formatMoney(new Money(amount), currency);
}

/** "1,234.50", where the head of the column names the currency. */
export function bareMoney(amount: string, currency: string): string {
  return money(amount, currency).replace(` ${currency}`, '');
}

export function isNothing(amount: string): boolean {
  return new Money(amount).isZero();
}

/** The date that stands in the file's own data. */
export function dateParts(moment: string) {
  const at = new Date(moment);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
}

function isFilled(text: string): boolean {
  return text !== '';
}
