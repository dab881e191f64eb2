import { Link } from 'react-router-dom';
import type { ScheduleRow, ScheduleView } from '../../schedule-view.js';
import { formatDate, formatDays, formatMoney } from '../format.js';
import { recordHref } from '../page-state.js';
import { Banner } from '../ui/banner.js';

interface ScheduleProps {
  caption: string;
  rows: ScheduleRow[];
  currency?: string;
  totals?: { gross: string; discount: string; net: string };
}

/** All invoices to come, one line each. */
export function ScheduleTable({ caption, rows, currency, totals }: ScheduleProps) {
  return (
    <table className="cs-table cs-table-plain cs-schedule">
      <caption className="cs-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Invoice on</th>
          <th scope="col">Period</th>
          <th scope="col" className="cs-right">
            {currency === undefined ? 'Amount' : `Amount, ${currency}`}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.period_start}>
            <td className="cs-nowrap">{formatDate(row.invoice_date)}</td>
            <td>{formatDays(row.period_start, row.period_end)}</td>
            <td className="cs-right cs-money">
              {formatMoney(row.net, undefined)}
              {isDiscounted(row) && <Taken from={row} />}
            </td>
          </tr>
        ))}
      </tbody>
      {totals !== undefined && (
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {rows.length === 1 ? '1 invoice' : `${rows.length} invoices`}
            </th>
            <td className="cs-right cs-money">
              {formatMoney(totals.net, undefined)}
              {isDiscounted(totals) && <Taken from={totals} />}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function isDiscounted({ discount }: { discount: string }): boolean {
  return /[1-9]/.test(discount);
}

function Taken({ from: { gross, discount } }: { from: { gross: string; discount: string } }) {
  return (
    <span className="cs-muted cs-block">
      {formatMoney(gross, undefined)} − {formatMoney(discount, undefined)}
    </span>
  );
}

/** Contract by contract, folded unless there is only one. */
export function Schedules({ schedules }: { schedules: ScheduleView[] }) {
  return (
    <ul className="cs-schedules" aria-label="Invoices to come">
      {schedules.map((schedule) => (
        <li key={schedule.id}>
          <details open={schedules.length === 1}>
            <summary>
              <span dir="auto">{schedule.title}</span>
              <span className="cs-money">
                {schedule.rowCount === 1 ? '1 invoice' : `${schedule.rowCount} invoices`}, {schedule.total}
              </span>
            </summary>
            {schedule.warnings.map((warning) => (
              <Banner key={warning} tone="warning">
                {warning}
              </Banner>
            ))}
            {schedule.rows.length > 0 && <ScheduleTable caption={schedule.title} rows={schedule.rows} />}
            {schedule.rowCount > schedule.rows.length && (
              <p className="cs-muted">
                The first {schedule.rows.length} of {schedule.rowCount} are shown.
              </p>
            )}
            {schedules.length > 1 && (
              <Link className="cs-link" to={recordHref(schedule.resource, schedule.id)}>
                Open the contract
              </Link>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}
