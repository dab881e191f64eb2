import { Link } from 'react-router-dom';
import type { InvoicePage } from '../../operations/invoice-page.js';
import { formatDays, formatMoney } from '../format.js';
import { type RecordData, recordHref } from '../page-state.js';

/** What an invoice asks for, line by line, with its file and what it is for. */
export function InvoiceSheet({ record, invoice }: { record: RecordData; invoice: InvoicePage }) {
  const { lines, subtotal, discount, tax, total, currency, document, contract } = invoice;
  return (
    <section className="cs-card cs-sheet" aria-label="What it asks for">
      {contract !== null && (
        <p className="cs-says">
          For{' '}
          <Link className="cs-link" to={recordHref('Contract', contract.id)}>
            {contract.number}
          </Link>{' '}
          <bdi>{contract.title}</bdi>,{' '}
          <Link className="cs-link" to={recordHref('BillingPeriod', contract.periodId)}>
            {formatDays(contract.periodStart, contract.periodEnd)}
          </Link>
        </p>
      )}
      <ul className="cs-lines">
        {lines.map((line) => (
          <li key={line.id}>
            <span>
              <span dir="auto">{line.description}</span>
              {line.quantity > 1 && (
                <span className="cs-muted cs-block">
                  {line.quantity} × {formatMoney(line.unitAmount, currency)}
                </span>
              )}
            </span>
            <span className="cs-money">{formatMoney(line.amount, currency)}</span>
          </li>
        ))}
        {discount !== null && (
          <>
            <li className="cs-lines-sum">
              <span>Subtotal</span>
              <span className="cs-money">{formatMoney(subtotal, currency)}</span>
            </li>
            <li>
              <span dir="auto">{discount.description}</span>
              <span className="cs-money">−{formatMoney(discount.amount, currency)}</span>
            </li>
          </>
        )}
        {tax !== null && (
          <li>
            <span>Tax</span>
            <span className="cs-money">{formatMoney(tax, currency)}</span>
          </li>
        )}
        <li className="cs-lines-total">
          <span>Total</span>
          <span className="cs-money">{formatMoney(total, currency)}</span>
        </li>
      </ul>
      {document !== null && (
        <p className="cs-foot-links">
          <a className="cs-button" href={`/admin/documents/invoices/${record.id}`}>
            Download the PDF
          </a>
          {document.sha256 !== null && (
            <span className="cs-muted">
              SHA-256 <code className="cs-code">{document.sha256}</code>
            </span>
          )}
        </p>
      )}
    </section>
  );
}
