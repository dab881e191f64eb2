import { useState } from 'react';
import { Link, Navigate } from 'react-router-dom';
import { OperationDialog } from '../operations/operation-dialog.js';
import {
  type ActionView,
  actionHref,
  type RecordData,
  type ResourceView,
  recordHref,
  singular,
} from '../page-state.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Empty, Loading } from '../ui/banner.js';
import { Icon } from '../ui/icon.js';
import { useLoaded } from '../ui/use-loaded.js';
import { ActiveFilters, FilterPanel, StatusTabs } from './filters.js';
import { countOf, type ListAnswer } from './list-answer.js';
import { type ListState, useListState } from './list-state.js';
import { Toolbar } from './list-toolbar.js';
import { Pager } from './pager.js';
import { RecordsTable, type TableSort } from './records-table.js';
import { SelectionBar } from './selection-bar.js';
import { useListKeys } from './use-list-keys.js';
import { useSelection } from './use-selection.js';

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
      {list.error !== null && <Trouble sentence={list.error} state={state} />}
      <div className="cs-card cs-table-card" aria-busy={list.loading}>
        {list.data === null && list.error === null ? (
          <Loading rows={8} />
        ) : records.length === 0 && list.error === null ? (
          <Nothing resource={resource} state={state} answer={list.data} />
        ) : (
          <RecordsTable
            resource={resource}
            columns={resource.list}
            records={records}
            caption={resource.label}
            current={current}
            sort={sortOf(list.data, state)}
            {...(overSelection.length > 0
              ? { selection: { ids: selection.ids, onToggle: selection.toggle, onAll: selection.setPage } }
              : {})}
          />
        )}
      </div>
      {list.data !== null && <Pager meta={list.data.meta} state={state} />}
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
  for (const name of ['page', 'after', 'before', 'sortBy', 'direction', 'perPage']) params.delete(name);
  return params.toString();
}

function sortOf(answer: ListAnswer | null, state: ListState): TableSort {
  const by = answer?.meta.sortBy ?? state.sortBy;
  const direction = answer?.meta.direction ?? state.direction;
  return {
    by,
    direction,
    /** Some orders are there only within one value of another column, such as the due date within one status. */
    offers: ({ sortable, sortsWithin }) => sortable && (sortsWithin === undefined || isOne(state.filters[sortsWithin])),
    onSort: (column) =>
      state.set({ sortBy: column, direction: by === column && direction === 'desc' ? 'asc' : 'desc' }),
  };
}

function isOne(filter: string | undefined): boolean {
  return filter !== undefined && filter !== '' && !filter.includes(',');
}

function Trouble({ sentence, state }: { sentence: string; state: ListState }) {
  return (
    <Banner tone="danger">
      {sentence}{' '}
      {state.restart !== null && (
        <button type="button" className="cs-text-button" onClick={state.restart}>
          Show the first page
        </button>
      )}
    </Banner>
  );
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
        <p className="cs-muted" role="status">
          {answer === null ? '' : countOf(answer.meta)}
        </p>
      </div>
      <div className="cs-actions">
        {plain.map((action) =>
          action.page ? (
            <Link key={action.name} className="cs-button cs-button-primary" to={actionHref(resource.id, action.name)}>
              <Icon name="plus" /> {action.label}
            </Link>
          ) : (
            <button
              key={action.name}
              type="button"
              className={`cs-button cs-button-${action.tone}`}
              onClick={() => onAction(action)}
            >
              <Icon name="plus" /> {action.label}
            </button>
          ),
        )}
        {resource.canCreate && (
          <Link className="cs-button cs-button-primary" to={`/admin/resources/${resource.id}/actions/new`}>
            <Icon name="plus" /> New {singular(resource.label).toLowerCase()}
          </Link>
        )}
      </div>
    </header>
  );
}

interface NothingProps {
  resource: ResourceView;
  state: ListState;
  answer: ListAnswer | null;
}

function Nothing({ resource, state, answer }: NothingProps) {
  const narrowed = state.search !== '' || Object.keys(state.filters).length > 0;
  if (!narrowed && state.restart === null) return <Empty title={`No ${resource.label.toLowerCase()} yet`} />;
  const { next = null, lookedAt = null } = answer?.meta ?? {};
  if (next !== null && lookedAt !== null)
    return <Empty title={`Nothing here among ${lookedAt.toLocaleString()} entries. Next looks further.`} />;
  return (
    <Empty title={narrowed ? 'Nothing matches' : 'Nothing on this page'}>
      <button type="button" className="cs-button" onClick={state.clear}>
        Show all
      </button>
    </Empty>
  );
}
