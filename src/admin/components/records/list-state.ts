import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

export interface ListState {
  query: string;
  search: string;
  page: number;
  sortBy: string | null;
  direction: string;
  filters: Record<string, string>;
  set: (changes: Record<string, string | null>) => void;
  clear: () => void;
}

/** A list is its address: it can be bookmarked, sent to a colleague, and comes back with the back button. */
export function useListState(): ListState {
  const [params, setParams] = useSearchParams();
  const query = params.toString();
  const set = useCallback(
    (changes: Record<string, string | null>) => {
      setParams((before) => {
        const next = new URLSearchParams(before);
        next.delete('page');
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
  return useMemo(() => {
    const current = new URLSearchParams(query);
    const filters = Object.fromEntries(
      [...current].flatMap(([name, value]) => (name.startsWith('filters.') ? [[name.slice(8), value]] : [])),
    );
    return {
      query,
      search: current.get('search') ?? '',
      page: Number(current.get('page') ?? '1') || 1,
      sortBy: current.get('sortBy'),
      direction: current.get('direction') ?? 'desc',
      filters,
      set,
      clear,
    };
  }, [query, set, clear]);
}
