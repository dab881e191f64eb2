import { Link } from 'react-router-dom';
import type { ContractPage } from '../../operations/contract-page.js';
import { formatDays, formatMoney, sentenceCase } from '../format.js';
import { listHref, recordHref } from '../page-state.js';
import { Badge } from '../ui/badge.js';

type Period = ContractPage['periods'][number];

const TONES: Record<string, string> = { pending: 'neutral', invoiced: 'info', paid: 'success', cancelled: 'neutral' };

interface PeriodsProps {
  contractId: number;
  periods: Period[];
  total: number;
  currency: string;
}

/** Each span that is billed, from its first day to the invoice it became. */
export function ContractPeriods({ contractId, periods, total, currency }: PeriodsProps) {
  return (
    <section className="cs-card cs-panel" aria-label="Billing periods">
      <header className="cs-panel-head">
        <h2>
          Billing periods <span className="cs-count">{total}</span>
        </h2>
        <Link className="cs-link" to={listHref('BillingPeriod', { 'filters.contract': String(contractId) })}>
          {total > periods.length ? `Show all ${total}` : 'Open as a list'}
        </Link>
      </header>
      <table className="cs-table">
        <caption className="cs-hidden">Billing periods</caption>
        <thead>
          <tr>
            <th scope="col">Period</th>
            <th scope="col" className="cs-right">
              Amount
            </th>
            <th scope="col">State</th>
            <th scope="col">Invoice</th>
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.id}>
              <td data-label="Period">
                <Link className="cs-lead" to={recordHref('BillingPeriod', period.id)}>
                  {formatDays(period.start, period.end)}
                </Link>
              </td>
              <td data-label="Amount" className="cs-right cs-money">
                {formatMoney(period.amount, currency)}
              </td>
              <td data-label="State">
                <State period={period} />
              </td>
              <td data-label="Invoice">
                {period.invoice === null ? (
                  <span className="cs-none">–</span>
                ) : (
                  <Link className="cs-link cs-nowrap" to={recordHref('Invoice', period.invoice.id)}>
                    {period.invoice.number}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function State({ period }: { period: Period }) {
  if (period.isOverdue) return <Badge tone="danger">Overdue</Badge>;
  if (period.needsRelease) return <Badge tone="warning">Waits for release</Badge>;
  return <Badge tone={TONES[period.status] ?? 'neutral'}>{sentenceCase(period.status)}</Badge>;
}
