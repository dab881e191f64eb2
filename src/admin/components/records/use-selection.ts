import { useCallback, useEffect, useRef, useState } from 'react';
import { get } from '../api.js';
import type { RecordData } from '../page-state.js';

export interface Selection {
  ids: ReadonlySet<number>;
  toggle: (id: number, range: boolean) => void;
  setPage: (selected: boolean) => void;
  selectMatching: () => Promise<void>;
  clear: () => void;
}

/** A selection holds over pages and sorting, and ends with another list or filter. */
export function useSelection(resource: string, records: RecordData[], matching: string): Selection {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const last = useRef<number | null>(null);
  const clear = useCallback(() => setIds(new Set()), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list or filter ends the selection
  useEffect(clear, [resource, matching]);
  const toggle = (id: number, range: boolean) => {
    const next = new Set(ids);
    for (const one of range ? between(records, last.current, id) : [id]) {
      if (ids.has(id)) next.delete(one);
      else next.add(one);
    }
    last.current = id;
    setIds(next);
  };
  const setPage = (selected: boolean) => {
    const next = new Set(ids);
    for (const { id } of records) {
      if (selected) next.add(id);
      else next.delete(id);
    }
    setIds(next);
  };
  const selectMatching = async () => {
    const found = await get<{ ids: number[] }>(
      `/resources/${resource}/actions/matchingIds`,
      new URLSearchParams(matching),
    );
    setIds(new Set(found.ids));
  };
  return { ids, toggle, setPage, selectMatching, clear };
}

function between(records: RecordData[], from: number | null, to: number): number[] {
  const start = records.findIndex(({ id }) => id === from);
  const end = records.findIndex(({ id }) => id === to);
  if (start < 0 || end < 0) return [to];
  return records.slice(Math.min(start, end), Math.max(start, end) + 1).map(({ id }) => id);
}
