import type { ActionView } from '../page-state.js';
import type { ListAnswer } from './list-answer.js';
import type { Selection } from './use-selection.js';

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
          Select {answer?.meta.totalIsExact === true ? 'all' : 'the first'} {total.toLocaleString()}
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
