/** Time comes from here, so that tests and jobs can move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const DAY_MS = 86_400_000;

export function addDays(from: Date, days: number): Date {
  return new Date(from.getTime() + days * DAY_MS);
}

export function addMinutes(from: Date, minutes: number): Date {
  return new Date(from.getTime() + minutes * 60_000);
}

/**
 * Calendar months in UTC, counted from the anchor day and clamped to the month's length:
 * with anchor 31 the 31 January is followed by 28 February and 31 March.
 */
export function addMonths(from: Date, months: number, anchorDay: number): Date {
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const result = new Date(from);
  result.setUTCFullYear(year, month, Math.min(anchorDay, lastDay));
  return result;
}

/** The month of an invoice number, reckoned in UTC: "202512". */
export function monthKey(at: Date): string {
  return `${at.getUTCFullYear()}${String(at.getUTCMonth() + 1).padStart(2, '0')}`;
}

/** A calendar date: midnight in UTC. */
export function dateOf(text: string): Date {
  return new Date(`${text}T00:00:00.000Z`);
}

/** "2026-01-31". */
export function dateText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** "31 January 2026": a calendar date in words, the same for everybody. */
export function dayWords(date: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** The calendar date that a moment falls on in a time zone. */
export function dateIn(timeZone: string, at: Date): Date {
  return dateOf(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at));
}

export function laterOf(one: Date, other: Date): Date {
  return one > other ? one : other;
}
