import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

export interface ListState {
  query: string;
  search: string;
  sortBy: string | null;
  direction: string;
  filters: Record<string, string>;
  set: (changes: Record<string, string | null>) => void;
  clear: () => void;
  /** Back to the first page of the same list; null on it. */
  restart: (() => void) | null;
}

/** Where in the list one is; another list begins at its beginning. */
const PLACE = ['page', 'after', 'before'];

/** A list is its address: it can be bookmarked, sent to a colleague, and comes back with the back button. */
export function useListState(): ListState {
  const [params, setParams] = useSearchParams();
  const query = params.toString();
  const set = useCallback(
    (changes: Record<string, string | null>) => {
      setParams((before) => {
        const next = new URLSearchParams(before);
        for (const place of PLACE) next.delete(place);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      });
    },
    [setParams],
  );
  const clear = useCallback(() => setParams({}), [setParams]);
  const restart = useCallback(() => set({}), [set]);
  return useMemo(() => {
    const current = new URLSearchParams(query);
    const filters = Object.fromEntries(
      [...current].flatMap(([name, value]) => (name.startsWith('filters.') ? [[name.slice(8), value]] : [])),
    );
    return {
      query,
      search: current.get('search') ?? '',
      sortBy: current.get('sortBy'),
      direction: current.get('direction') ?? 'desc',
      filters,
      set,
      clear,
      restart: PLACE.some((place) => current.has(place)) ? restart : null,
    };
  }, [query, set, clear, restart]);
}
