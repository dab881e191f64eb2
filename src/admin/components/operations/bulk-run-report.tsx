import { useState } from 'react';
import type { Outcome } from '../../../services/core/outcome.js';
import { formatTime, sentenceCase } from '../format.js';
import type { RecordData } from '../page-state.js';
import { jsonOf } from '../records/value.js';
import { outcomeLabel } from '../ui/badge.js';
import { OutcomeTable } from './outcome-table.js';

const SHOWN = 500;

/** The full report of a run: one outcome per requested id, none lost. */
export function BulkRunReport({ record }: { record: RecordData }) {
  const counts = countsOf(jsonOf(record, 'counts'));
  const report = Object.values(jsonOf(record, 'report') ?? {}) as Outcome[];
  const [shown, setShown] = useState<string>('');
  const rows = report.filter(({ outcome }) => shown === '' || outcome === shown);
  const resource = resourceOf(String(record.params.action));
  const by = record.populated.staffUser?.title;
  return (
    <section className="cs-card" aria-label="Report">
      <p className="cs-says">
        {sentenceCase(String(record.params.action))} by {String(by ?? record.params.staffUser)},{' '}
        {formatTime(record.params.createdAt)}. {String(record.params.requested)} requested.
      </p>
      {record.params.finishedAt === null && (
        <p className="cs-says">
          Not finished: so far it did what is counted below. When the counts stand still it was interrupted; whoever
          starts it again skips what is done.
        </p>
      )}
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
            {outcomeLabel(outcome, resource)} {count.toLocaleString()}
          </button>
        ))}
      </fieldset>
      <OutcomeTable outcomes={rows.slice(0, SHOWN)} resource={resource} />
      {rows.length > SHOWN && (
        <p className="cs-muted">
          The first {SHOWN} of {rows.length.toLocaleString()} are shown.
        </p>
      )}
    </section>
  );
}

function resourceOf(action: string): string {
  if (/account/i.test(action)) return 'Account';
  if (/billing/i.test(action)) return 'Contract';
  return /period/i.test(action) ? 'BillingPeriod' : 'Payment';
}

function countsOf(value: unknown): [string, number][] {
  return Object.entries((value ?? {}) as Record<string, number>).filter(([, count]) => count > 0);
}
