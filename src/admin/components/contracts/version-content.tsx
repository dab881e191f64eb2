import type { CanonicalContent } from '../../../services/contracts/canonical.js';
import { formatDate, formatDays } from '../format.js';
import { ContractText } from './contract-text.js';
import { ItemTable } from './item-table.js';
import { ScheduleTable } from './schedule-table.js';

/** A version as its signers see it: text, line items, every invoice to come. */
export function VersionContent({ content }: { content: CanonicalContent }) {
  const { contract, buyer, seller } = content;
  return (
    <article className="cs-version">
      <header>
        <h2 dir="auto">{contract.title}</h2>
        <p className="cs-muted">
          {contract.number}, version {content.version}, between <bdi>{seller.legal_name}</bdi> and{' '}
          <bdi>{buyer.name}</bdi>, {formatDays(content.start_date, content.end_date)}
          {content.effective_from === null ? '' : `; an amendment in force from ${formatDate(content.effective_from)}`}
        </p>
      </header>
      <ContractText blocks={content.text} />
      <h3>Line items</h3>
      {content.items.length === 0 ? (
        <p className="cs-muted">None yet.</p>
      ) : (
        <ItemTable items={content.items} currency={contract.currency} />
      )}
      {Number(content.discount_percent) > 0 && (
        <p className="cs-muted">A discount of {content.discount_percent} % is taken off each item.</p>
      )}
      <h3>Invoices to come</h3>
      {content.schedule.length === 0 ? (
        <p className="cs-muted">None: nothing is sold between the first and the last day.</p>
      ) : (
        <ScheduleTable
          caption="Invoices to come"
          rows={content.schedule}
          currency={contract.currency}
          totals={content.totals}
        />
      )}
    </article>
  );
}
