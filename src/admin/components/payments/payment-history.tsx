import { Link } from 'react-router-dom';
import type { Evidence } from '../../operations/payment-evidence.js';
import { formatMoney, formatTime, sentenceCase } from '../format.js';
import { recordHref } from '../page-state.js';
import { Badge } from '../ui/badge.js';

const TONES: Record<string, string> = {
  pending_approval: 'warning',
  succeeded: 'success',
  failed: 'danger',
  reversed: 'neutral',
};

export function PaymentHistory({ title, payments }: { title: string; payments: Evidence['history'] }) {
  return (
    <section className="cs-card cs-panel" aria-label={title}>
      <header className="cs-panel-head">
        <h2>
          {title} <span className="cs-count">{payments.length}</span>
        </h2>
      </header>
      {payments.length === 0 ? (
        <p className="cs-muted cs-panel-none">None.</p>
      ) : (
        <table className="cs-table">
          <caption className="cs-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">Sent</th>
              <th scope="col">Account</th>
              <th scope="col">Invoice</th>
              <th scope="col">Reference</th>
              <th scope="col" className="cs-right">
                Amount
              </th>
              <th scope="col">Status</th>
            </tr>
          </thead>
          <tbody>
            {payments.map((payment) => (
              <tr key={payment.id}>
                <td data-label="Sent">
                  <Link className="cs-lead" to={recordHref('Payment', payment.id)}>
                    {formatTime(payment.createdAt)}
                  </Link>
                </td>
                <td data-label="Account" dir="auto">
                  {payment.account}
                </td>
                <td data-label="Invoice">{payment.invoice}</td>
                <td data-label="Reference" dir="auto">
                  {payment.reference}
                </td>
                <td data-label="Amount" className="cs-right cs-money">
                  {formatMoney(payment.amount, payment.currency)}
                </td>
                <td data-label="Status">
                  <Badge tone={TONES[payment.status] ?? 'neutral'}>{sentenceCase(payment.status)}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
