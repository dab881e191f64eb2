import type { Outcome } from '../core/outcome.js';
import type { ReviewCase, SoldLine } from './lock-for-review.js';

/** What the column of balances holds. */
export const LARGEST_BALANCE = 2_147_483_647;

interface Sorted {
  open: ReviewCase[];
  setAside: Outcome[];
}

/** Sets aside what would lift a balance above the largest one, payment after payment, so that those of one account add up. */
export function setAsideWithoutRoom({ open, setAside }: Sorted, lines: SoldLine[]): Sorted {
  const credits = new Map<number, number>();
  for (const line of lines) credits.set(line.invoiceId, (credits.get(line.invoiceId) ?? 0) + line.credits);
  const balances = new Map<number, number>();
  const sorted: Sorted = { open: [], setAside: [...setAside] };
  for (const reviewCase of open) {
    const { account, invoice, payment } = reviewCase;
    const granted = credits.get(invoice.id) ?? 0;
    const balance = (balances.get(account.id) ?? account.creditBalance) + granted;
    if (granted > 0 && balance > LARGEST_BALANCE) sorted.setAside.push(tooMany(payment.id, account.name, granted));
    else {
      balances.set(account.id, balance);
      sorted.open.push(reviewCase);
    }
  }
  return sorted;
}

function tooMany(id: number, name: string, credits: number): Outcome {
  const message = `Its ${credits} credits are more than the account “${name}” can hold. Take credits from it first, or reject the payment.`;
  return { id, outcome: 'refused', code: 'balance_too_high', message };
}
