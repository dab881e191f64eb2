import { useEffect, useRef } from 'react';
import { Link } from 'react-router-dom';
import type { Result } from '../../operation-action.js';
import { outcomeLabel } from '../ui/badge.js';
import { Banner } from '../ui/banner.js';
import { OutcomeTable } from './outcome-table.js';
import { SecretOnce } from './secret-once.js';

interface ResultProps {
  result: Result;
  resource: string;
  onClose: () => void;
}

/** The report of a run stays open until it was read; the whole of it is kept under its own address. */
export function ResultView({ result, resource, onClose }: ResultProps) {
  const { message, counts = {}, exceptions = [], href, data, secret } = result;
  const done = useRef<HTMLButtonElement>(null);
  useEffect(() => done.current?.focus(), []);
  return (
    <>
      <div className="cs-modal-body">
        <Banner tone={exceptions.length === 0 ? 'success' : 'info'}>{message}</Banner>
        {Object.keys(counts).length > 0 && (
          <dl className="cs-counts">
            {Object.entries(counts).map(([outcome, count]) => (
              <div key={outcome}>
                <dt>{outcomeLabel(outcome, resource)}</dt>
                <dd>{count.toLocaleString()}</dd>
              </div>
            ))}
          </dl>
        )}
        {secret !== undefined && <SecretOnce {...secret} />}
        {data !== undefined && <Facts data={data} />}
        {exceptions.length > 0 && <OutcomeTable outcomes={exceptions} resource={resource} />}
      </div>
      <footer className="cs-modal-foot">
        {href !== undefined && (
          <Link className="cs-button" to={href}>
            {result.runId === undefined ? 'Open' : 'Full report'}
          </Link>
        )}
        <button type="button" className="cs-button cs-button-primary" ref={done} onClick={onClose}>
          Done
        </button>
      </footer>
    </>
  );
}

function Facts({ data }: { data: object }) {
  return (
    <dl className="cs-facts">
      {Object.entries(data).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
