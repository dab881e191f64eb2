import { Link } from 'react-router-dom';
import type { Preview } from '../../operation-action.js';
import { Schedules } from '../contracts/schedule-table.js';
import type { ResourceView } from '../page-state.js';
import { Banner } from '../ui/banner.js';
import { OutcomeTable } from './outcome-table.js';

export function PreviewView({ preview, resource }: { preview: Preview; resource: ResourceView }) {
  const {
    says,
    totals = [],
    impossible = [],
    impossibleCount = impossible.length,
    warnings = [],
    counted = 'payment',
    schedules = [],
  } = preview;
  return (
    <>
      {preview.possible === 0 ? (
        <p className="cs-says">Nothing here can be done just now.</p>
      ) : (
        says.map((sentence) => (
          <p key={sentence} className="cs-says">
            {sentence}
          </p>
        ))
      )}
      {totals.length > 0 && (
        <ul className="cs-totals" aria-label="Totals">
          {totals.map(({ currency, count, amount }) => (
            <li key={currency}>
              <span className="cs-muted">
                {count.toLocaleString()} {count === 1 ? counted : `${counted}s`}
              </span>
              <strong className="cs-money">{amount}</strong>
            </li>
          ))}
        </ul>
      )}
      {schedules.length > 0 && <Schedules schedules={schedules} />}
      {warnings.map(({ message, href, link }) => (
        <Banner key={message} tone="warning">
          {message} {href !== undefined && <Link to={href}>{link ?? 'Open'}</Link>}
        </Banner>
      ))}
      {impossibleCount > 0 && (
        <details className="cs-impossible" open={preview.possible === 0 || impossibleCount <= 5}>
          <summary>{impossibleCount.toLocaleString()} cannot be done</summary>
          <OutcomeTable outcomes={impossible} resource={resource.id} />
          {impossibleCount > impossible.length && (
            <p className="cs-muted">and {(impossibleCount - impossible.length).toLocaleString()} more.</p>
          )}
        </details>
      )}
    </>
  );
}
