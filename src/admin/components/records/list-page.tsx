import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, Navigate, useNavigate } from 'react-router-dom';
import { OperationDialog } from '../operations/operation-dialog.js';
import { type ActionView, type RecordData, type ResourceView, recordHref, singular } from '../page-state.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Empty, Loading } from '../ui/banner.js';
import { Icon } from '../ui/icon.js';
import { useLoaded } from '../ui/use-loaded.js';
import { ActiveFilters, FilterPanel, StatusTabs } from './filters.js';
import { type ListState, useListState } from './list-state.js';
import { RecordsTable } from './records-table.js';
import { useListKeys } from './use-list-keys.js';
import { type Selection, useSelection } from './use-selection.js';

interface ListAnswer {
  meta: { total: number; totalIsExact: boolean; perPage: number; page: number };
  records: RecordData[];
}

const NONE: RecordData[] = [];

export function ListPage({ resource }: { resource: ResourceView }) {
  useTitle(resource.label);
  const state = useListState();
  const list = useLoaded<ListAnswer>(`/resources/${resource.id}/actions/list`, state.query);
  const records = list.data?.records ?? NONE;
  const selection = useSelection(resource.id, records, matchingOf(state));
  const [open, setOpen] = useState<ActionView | null>(null);
  const [showFilters, setShowFilters] = useState(false);
  const current = useListKeys(resource, records, selection);
  const overSelection = resource.actions.filter((action) => action.overSelection);
  const ids = [...selection.ids];
  if (resource.single && list.data !== null)
    return <Navigate replace to={recordHref(resource.id, records[0]?.id ?? 1)} />;
  return (
    <div className="cs-page">
      <ListHead resource={resource} answer={list.data} onAction={setOpen} />
      <StatusTabs resource={resource} state={state} />
      <Toolbar resource={resource} state={state} open={showFilters} onFilters={() => setShowFilters(!showFilters)} />
      <ActiveFilters resource={resource} state={state} />
      {showFilters && <FilterPanel resource={resource} state={state} />}
      {list.error !== null && <Banner tone="danger">{list.error}</Banner>}
      <div className="cs-card cs-table-card" aria-busy={list.loading}>
        {list.data === null && list.error === null ? (
          <Loading rows={8} />
        ) : records.length === 0 && list.error === null ? (
          <Nothing resource={resource} state={state} />
        ) : (
          <RecordsTable
            resource={resource}
            columns={resource.list}
            records={records}
            caption={resource.label}
            current={current}
            sort={{ by: state.sortBy, direction: state.direction, onSort: (column) => sortBy(state, column) }}
            {...(overSelection.length > 0
              ? { selection: { ids: selection.ids, onToggle: selection.toggle, onAll: selection.setPage } }
              : {})}
          />
        )}
      </div>
      {list.data !== null && <Pager answer={list.data} state={state} />}
      {ids.length > 0 && (
        <SelectionBar actions={overSelection} selection={selection} answer={list.data} onAction={setOpen} />
      )}
      {open !== null && (
        <OperationDialog
          resource={resource}
          action={open}
          ids={open.overSelection ? ids : []}
          onClose={() => setOpen(null)}
          onDone={() => {
            selection.clear();
            list.reload();
          }}
        />
      )}
    </div>
  );
}

/** The part of the address that says which rows, without page and order. */
function matchingOf({ query }: ListState): string {
  const params = new URLSearchParams(query);
  for (const name of ['page', 'sortBy', 'direction', 'perPage']) params.delete(name);
  return params.toString();
}

function sortBy(state: ListState, column: string): void {
  const direction = state.sortBy === column && state.direction === 'desc' ? 'asc' : 'desc';
  state.set({ sortBy: column, direction });
}

function ListHead({
  resource,
  answer,
  onAction,
}: {
  resource: ResourceView;
  answer: ListAnswer | null;
  onAction: (action: ActionView) => void;
}) {
  const plain = resource.actions.filter((action) => action.kind === 'resource' && !action.overSelection);
  return (
    <header className="cs-head">
      <div>
        <h1>{resource.label}</h1>
        {answer !== null && <p className="cs-muted">{countOf(answer)}</p>}
      </div>
      <div className="cs-actions">
        {plain.map((action) => (
          <button
            key={action.name}
            type="button"
            className="cs-button cs-button-primary"
            onClick={() => onAction(action)}
          >
            <Icon name="plus" /> {action.label}
          </button>
        ))}
        {resource.canCreate && (
          <Link className="cs-button cs-button-primary" to={`/admin/resources/${resource.id}/actions/new`}>
            <Icon name="plus" /> New {singular(resource.label).toLowerCase()}
          </Link>
        )}
      </div>
    </header>
  );
}

function countOf({ meta }: ListAnswer): string {
  return `${meta.total.toLocaleString()}${meta.totalIsExact ? '' : '+'} ${meta.total === 1 ? 'entry' : 'entries'}`;
}

function Toolbar({
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
      {resource.searchable && <SearchBox state={state} label={`Search ${resource.label.toLowerCase()}`} />}
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

function Nothing({ resource, state }: { resource: ResourceView; state: ListState }) {
  const narrowed = state.search !== '' || Object.keys(state.filters).length > 0;
  if (!narrowed) return <Empty title={`No ${resource.label.toLowerCase()} yet`} />;
  return (
    <Empty title="Nothing matches">
      <button type="button" className="cs-button" onClick={state.clear}>
        Show all
      </button>
    </Empty>
  );
}

const MAX_PAGES = 100;

function Pager({ answer: { meta, records }, state }: { answer: ListAnswer; state: ListState }) {
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

function SelectionBar({ actions, selection, answer, onAction }: BarProps) {
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
