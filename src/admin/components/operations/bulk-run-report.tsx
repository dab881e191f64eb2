import { useState } from 'react';
import type { Outcome } from '../../../services/core/outcome.js';
import { formatTime, sentenceCase } from '../format.js';
import type { RecordData } from '../page-state.js';
import { jsonOf } from '../records/value.js';
import { OutcomeTable } from './outcome-table.js';

const SHOWN = 500;

/** The full report of a run: one outcome per requested id, none lost. */
export function BulkRunReport({ record }: { record: RecordData }) {
  const counts = countsOf(jsonOf(record, 'counts'));
  const report = Object.values(jsonOf(record, 'report') ?? {}) as Outcome[];
  const [shown, setShown] = useState<string>('');
  const rows = report.filter(({ outcome }) => shown === '' || outcome === shown);
  const by = record.populated.staffUser?.title;
  return (
    <section className="cs-card" aria-label="Report">
      <p className="cs-says">
        {sentenceCase(String(record.params.action))} by {String(by ?? record.params.staffUser)},{' '}
        {formatTime(record.params.createdAt)}. {String(record.params.requested)} requested.
      </p>
      <fieldset className="cs-tabs" aria-label="Outcome">
        <button type="button" className="cs-tab" aria-pressed={shown === ''} onClick={() => setShown('')}>
          All {report.length.toLocaleString()}
        </button>
        {counts.map(([outcome, count]) => (
          <button
            key={outcome}
            type="button"
            className="cs-tab"
            aria-pressed={shown === outcome}
            onClick={() => setShown(outcome)}
          >
            {outcome === 'already' ? 'Already decided' : sentenceCase(outcome)} {count.toLocaleString()}
          </button>
        ))}
      </fieldset>
      <OutcomeTable
        outcomes={rows.slice(0, SHOWN)}
        resource={/account/i.test(String(record.params.action)) ? 'Account' : 'Payment'}
      />
      {rows.length > SHOWN && (
        <p className="cs-muted">
          The first {SHOWN} of {rows.length.toLocaleString()} are shown.
        </p>
      )}
    </section>
  );
}

function countsOf(value: unknown): [string, number][] {
  return Object.entries((value ?? {}) as Record<string, number>).filter(([, count]) => count > 0);
}
