import { type FormEvent, useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Icon } from '../ui/icon.js';
import type { ListMeta } from './list-answer.js';
import type { ListState } from './list-state.js';

/** Next and previous go on from the rows shown, at any depth; a number is jumped to. Each page is an address. */
export function Pager({ meta, state }: { meta: ListMeta; state: ListState }) {
  const navigate = useNavigate();
  if (meta.previous === null && meta.next === null && meta.page === 1) return null;
  const go = (page: number, cursor: { after?: string; before?: string }) => {
    const params = new URLSearchParams(state.query);
    for (const name of ['after', 'before', 'page']) params.delete(name);
    for (const [name, value] of Object.entries(cursor)) params.set(name, value);
    if (page > 1) params.set('page', String(page));
    navigate({ search: params.toString() });
    document.querySelector('.cs-main')?.scrollTo({ top: 0 });
  };
  const { previous, next, page } = meta;
  return (
    <nav className="cs-pager" aria-label="Pages">
      <button
        type="button"
        className="cs-button"
        disabled={previous === null}
        onClick={() => previous !== null && go(Math.max(1, page - 1), { before: previous })}
      >
        <Icon name="chevron-left" /> Previous
      </button>
      <PageNumber meta={meta} onJump={(wanted) => go(wanted, {})} />
      <button
        type="button"
        className="cs-button"
        disabled={next === null}
        onClick={() => next !== null && go(page + 1, { after: next })}
      >
        Next <Icon name="chevron-right" />
      </button>
    </nav>
  );
}

function PageNumber({ meta, onJump }: { meta: ListMeta; onJump: (page: number) => void }) {
  const [typed, setTyped] = useState(String(meta.page));
  useEffect(() => setTyped(String(meta.page)), [meta.page]);
  const jump = (event: FormEvent) => {
    event.preventDefault();
    const page = Number(typed);
    if (Number.isInteger(page) && page > 0 && page !== meta.page) onJump(page);
  };
  const pages = Math.max(1, Math.ceil(meta.total / meta.perPage));
  return (
    <form className="cs-jump" onSubmit={jump}>
      <label>
        <span>Page</span>
        <input
          inputMode="numeric"
          autoComplete="off"
          aria-describedby="pages-to-jump-to"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {meta.totalIsExact && <span className="cs-muted">of {pages.toLocaleString()}</span>}
      <span id="pages-to-jump-to" className="cs-hidden">
        Type a number up to {meta.pagesToJumpTo} and press Enter.
      </span>
    </form>
  );
}
