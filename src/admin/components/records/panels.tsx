import { Link } from 'react-router-dom';
import { listHref, type RecordData, resourceNamed } from '../page-state.js';
import { RecordsTable } from './records-table.js';

export interface PanelData {
  title: string;
  resourceId: string;
  filters: Record<string, string>;
  /** False where no list can show just these. */
  whole: boolean;
  total: number;
  totalIsExact: boolean;
  records: RecordData[];
}

/** Related records, the newest ten of each, with the way to all of them. */
export function Panels({ panels }: { panels: PanelData[] }) {
  return (
    <>
      {panels.map((panel) => (
        <Panel key={panel.title} panel={panel} />
      ))}
    </>
  );
}

function Panel({ panel }: { panel: PanelData }) {
  const resource = resourceNamed(panel.resourceId);
  if (resource === null) return null;
  const related = Object.keys(panel.filters).map((name) => name.slice('filters.'.length));
  const count = `${panel.totalIsExact ? '' : 'more than '}${panel.total.toLocaleString()}`;
  return (
    <section className="cs-card cs-panel" aria-label={panel.title}>
      <header className="cs-panel-head">
        <h2>
          {panel.title} <span className="cs-count">{count}</span>
        </h2>
        {panel.total > 0 && panel.whole && (
          <Link className="cs-link" to={listHref(panel.resourceId, panel.filters)}>
            Show all
          </Link>
        )}
      </header>
      {panel.records.length === 0 ? (
        <p className="cs-muted cs-panel-none">None yet.</p>
      ) : (
        <RecordsTable
          resource={resource}
          columns={resource.list.filter((name) => !related.includes(name))}
          records={panel.records}
          caption={panel.title}
        />
      )}
    </section>
  );
}
