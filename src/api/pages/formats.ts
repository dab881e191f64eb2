import type { BillingCycle, PaymentMethod } from '@prisma/client';

/** "8 Dec 2025" in the account's time zone. */
export function formatDate(at: Date | null, timeZone: string): string {
  if (at === null) return '';
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(at);
}

/** "8 Dec 2025, 14:05" */
export function formatMoment(at: Date | null, timeZone: string): string {
  if (at === null) return '';
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
}

/** "8 Dec 2025" for a calendar date like 2025-12-08: the same day for everybody. */
export function formatDay(date: string): string {
  return formatDate(new Date(date), 'UTC');
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}

export function countOf(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const CYCLE_WORDS: Record<BillingCycle, string> = { monthly: 'a month', quarterly: 'a quarter', yearly: 'a year' };

export function cycleWords(cycle: BillingCycle): string {
  return CYCLE_WORDS[cycle];
}

const METHOD_ICONS: Record<PaymentMethod, string> = {
  bank_transfer: 'landmark',
  local_wallet: 'wallet',
  stripe: 'credit-card',
  paypal: 'credit-card',
  cash: 'banknote',
  cheque: 'receipt-text',
  other: 'banknote',
};

export function methodIcon(method: PaymentMethod): string {
  return METHOD_ICONS[method];
}

const METHOD_WORDS: Record<PaymentMethod, string> = {
  bank_transfer: 'Bank transfer',
  local_wallet: 'Wallet',
  stripe: 'Card',
  paypal: 'PayPal',
  cash: 'Cash',
  cheque: 'Cheque',
  other: 'Other',
};

export function methodWords(method: PaymentMethod): string {
  return METHOD_WORDS[method];
}

/** "1234.50" as "1,234.50": money stays text, never a number. */
export function groupThousands(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
