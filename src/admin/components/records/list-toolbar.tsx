import { useCallback, useEffect, useRef, useState } from 'react';
import type { ResourceView } from '../page-state.js';
import { Icon } from '../ui/icon.js';
import type { ListState } from './list-state.js';

export function Toolbar({
  resource,
  state,
  open,
  onFilters,
}: {
  resource: ResourceView;
  state: ListState;
  open: boolean;
  onFilters: () => void;
}) {
  return (
    <div className="cs-toolbar">
      {resource.searchable && (
        <SearchBox
          state={state}
          label={`Search ${resource.label.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase())}`}
        />
      )}
      {resource.filters.length > 0 && (
        <button type="button" className="cs-button" aria-expanded={open} onClick={onFilters}>
          <Icon name="filter" /> Filter
        </button>
      )}
    </div>
  );
}

const PAUSE_MS = 300;

function SearchBox({ state, label }: { state: ListState; label: string }) {
  const [words, setWords] = useState(state.search);
  const timer = useRef<number>(0);
  const { search, set } = state;
  useEffect(() => setWords(search), [search]);
  const type = useCallback(
    (value: string) => {
      setWords(value);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => set({ search: value.trim() }), PAUSE_MS);
    },
    [set],
  );
  return (
    <div className="cs-search">
      <Icon name="search" />
      <input
        id="list-search"
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        value={words}
        maxLength={200}
        onChange={(event) => type(event.target.value)}
      />
      <kbd>/</kbd>
    </div>
  );
}
