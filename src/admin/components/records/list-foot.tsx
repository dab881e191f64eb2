import { useNavigate } from 'react-router-dom';
import type { ActionView } from '../page-state.js';
import { Icon } from '../ui/icon.js';
import type { ListAnswer } from './list-answer.js';
import type { ListState } from './list-state.js';
import type { Selection } from './use-selection.js';

const MAX_PAGES = 100;

export function Pager({ answer: { meta, records }, state }: { answer: ListAnswer; state: ListState }) {
  const navigate = useNavigate();
  const pages = Math.max(1, Math.ceil(meta.total / meta.perPage));
  if (pages === 1 || records.length === 0) return null;
  const go = (page: number) => {
    const params = new URLSearchParams(state.query);
    params.set('page', String(page));
    navigate({ search: params.toString() });
    document.querySelector('.cs-main')?.scrollTo({ top: 0 });
  };
  return (
    <nav className="cs-pager" aria-label="Pages">
      <button type="button" className="cs-button" disabled={meta.page <= 1} onClick={() => go(meta.page - 1)}>
        <Icon name="chevron-left" /> Previous
      </button>
      <span className="cs-muted">
        Page {meta.page} of {meta.totalIsExact ? pages : `${pages}+`}
      </span>
      <button
        type="button"
        className="cs-button"
        disabled={meta.page >= Math.min(pages, MAX_PAGES)}
        onClick={() => go(meta.page + 1)}
      >
        Next <Icon name="chevron-right" />
      </button>
    </nav>
  );
}

interface BarProps {
  actions: ActionView[];
  selection: Selection;
  answer: ListAnswer | null;
  onAction: (action: ActionView) => void;
}

export function SelectionBar({ actions, selection, answer, onAction }: BarProps) {
  const total = answer?.meta.total ?? 0;
  return (
    <section className="cs-selection" aria-label="Selection">
      <strong>{selection.ids.size.toLocaleString()} selected</strong>
      {selection.ids.size < total && (
        <button type="button" className="cs-text-button" onClick={() => void selection.selectMatching()}>
          Select all {total.toLocaleString()}
        </button>
      )}
      <button type="button" className="cs-text-button" onClick={selection.clear}>
        Clear
      </button>
      <span className="cs-grow" />
      {actions.map((action) => (
        <button
          key={action.name}
          type="button"
          className={`cs-button cs-button-${action.tone}`}
          onClick={() => onAction(action)}
        >
          {action.label}
        </button>
      ))}
    </section>
  );
}
