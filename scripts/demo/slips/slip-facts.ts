/** What stands on a slip, in the words of the sender's bank: Latin letters, as banks print them. */
export interface SlipFacts {
  bank: string;
  /** The wallet app, when it was paid from a phone. */
  wallet: string | null;
  payer: string;
  payerAccount: string;
  beneficiary: string;
  beneficiaryBank: string;
  beneficiaryAccount: string;
  /** With the currency's own decimals, grouped: "1,234.50". */
  amount: string;
  currency: string;
  sentAt: Date;
  reference: string;
  /** What the sender wrote for the receiver: the invoice number. */
  purpose: string;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export function longDate(at: Date): string {
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`;
}

export function shortDate(at: Date): string {
  return at.toISOString().slice(0, 10);
}

export function clockTime(at: Date): string {
  return at.toISOString().slice(11, 16);
}
