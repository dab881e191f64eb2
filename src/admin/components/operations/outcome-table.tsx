import { Link } from 'react-router-dom';
import type { Outcome } from '../../../services/core/outcome.js';
import { recordHref, resourceNamed, singular } from '../page-state.js';
import { OutcomeBadge } from '../ui/badge.js';
import { useNames } from './use-names.js';

/** What became, or would become, of each row. */
export function OutcomeTable({ outcomes, resource }: { outcomes: Outcome[]; resource: string }) {
  const view = resourceNamed(resource);
  const noun = singular(view?.label ?? resource);
  const names = useNames(
    view,
    outcomes.filter(({ outcome }) => outcome !== 'missing').map(({ id }) => id),
  );
  return (
    <table className="cs-table cs-table-plain">
      <caption className="cs-hidden">Outcome per row</caption>
      <thead>
        <tr>
          <th scope="col">{noun}</th>
          <th scope="col">Outcome</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {outcomes.map(({ id, outcome, message }) => (
          <tr key={id}>
            <td data-label={noun}>
              {outcome === 'missing' ? (
                `No. ${id}`
              ) : (
                <>
                  <Link className="cs-link" to={recordHref(resource, id)} dir="auto">
                    {names.get(id) ?? `No. ${id}`}
                  </Link>
                  {names.has(id) && <span className="cs-muted cs-nowrap">No. {id}</span>}
                </>
              )}
            </td>
            <td data-label="Outcome">
              <OutcomeBadge outcome={outcome} resource={resource} />
            </td>
            <td data-label="Why">{message ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
