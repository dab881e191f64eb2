import type { Outcome } from '../core/outcome.js';
import type { ReviewCase } from './lock-for-review.js';
import { PAYABLE_ACCOUNTS, PAYABLE_INVOICES, WITHDRAWN } from './payment-status.js';

/** Parts the requested ids into cases that can be decided and outcomes that say why the others cannot. */
export function sortOut(
  ids: number[],
  cases: ReviewCase[],
  obstacle: (found: ReviewCase) => Outcome | null,
): { open: ReviewCase[]; setAside: Outcome[] } {
  const found = new Set(cases.map(({ payment }) => payment.id));
  const setAside: Outcome[] = ids.filter((id) => !found.has(id)).map(missing);
  const open: ReviewCase[] = [];
  for (const reviewCase of cases) {
    const outcome = obstacle(reviewCase);
    if (outcome === null) open.push(reviewCase);
    else setAside.push(outcome);
  }
  return { open, setAside };
}

function missing(id: number): Outcome {
  return { id, outcome: 'missing', code: 'not_found', message: `Payment ${id} does not exist.` };
}

export function approvalObstacle({ payment, invoice, account }: ReviewCase): Outcome | null {
  if (payment.status !== 'pending_approval') return alreadyDecided(payment);
  if (!PAYABLE_ACCOUNTS.includes(account.status)) {
    return refused(
      payment.id,
      'account_not_payable',
      `The account “${account.name}” is ${account.status}. Decide on the account first.`,
    );
  }
  if (!PAYABLE_INVOICES.includes(invoice.status)) {
    return refused(
      payment.id,
      'invoice_not_payable',
      `Invoice ${invoice.number} is ${invoice.status}; only a pending invoice can be paid.`,
    );
  }
  return null;
}

export function rejectionObstacle({ payment }: ReviewCase): Outcome | null {
  return payment.status === 'pending_approval' ? null : alreadyDecided(payment);
}

function refused(id: number, code: string, message: string): Outcome {
  return { id, outcome: 'refused', code, message };
}

function alreadyDecided(payment: ReviewCase['payment']): Outcome {
  const { id, status, reviewer, reviewedAt, rejectionReason } = payment;
  const by = reviewer === null ? '' : ` by ${reviewer}`;
  const at = reviewedAt === null ? '' : ` at ${reviewedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (status === 'failed' && rejectionReason === WITHDRAWN) {
    return { id, outcome: 'already', code: 'withdrawn', message: 'The tenant has withdrawn this confirmation.' };
  }
  const word = status === 'failed' ? 'rejected' : status === 'reversed' ? 'reversed' : 'approved';
  return { id, outcome: 'already', code: `already_${word}`, message: `Already ${word}${by}${at}.` };
}
