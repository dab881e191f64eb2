import type { PaymentView } from '../../services/payments/list-payments.js';
import { isWithdrawn, paymentBadge } from './badges.js';
import { formatMoment, groupThousands, methodWords } from './formats.js';
import { invoiceHref } from './show-invoice.js';

export function paymentItem(payment: PaymentView, zone: string, mayPay: boolean): object {
  const href = invoiceHref(payment.invoiceId);
  return {
    id: payment.id,
    amount: `${groupThousands(payment.amount)} ${payment.currency}`,
    invoiceHref: href,
    invoiceNumber: payment.invoiceNumber,
    badge: paymentBadge(payment),
    method: methodWords(payment.paymentMethod),
    reference: payment.manualReference,
    createdAt: formatMoment(payment.createdAt, zone),
    explanation: explanation(payment, zone),
    reason: payment.status === 'failed' && !isWithdrawn(payment) ? payment.rejectionReason : '',
    notes: payment.manualNotes,
    proof: payment.proof === null ? null : { href: `/app/proofs/${payment.proof.id}`, name: payment.proof.name },
    proofUrl: payment.proofUrl,
    tryAgainHref: payment.canTryAgain && mayPay ? `${href}/confirm` : null,
    withdrawHref: payment.canWithdraw && mayPay ? `/app/payments/${payment.id}/withdraw` : null,
  };
}

function explanation(payment: PaymentView, zone: string): string {
  if (payment.status === 'pending_approval')
    return 'A person compares it with our account. You will be notified once it is decided.';
  if (payment.status === 'succeeded') return `Approved ${formatMoment(payment.processedAt, zone)}.`;
  return '';
}
