import { useCallback, useEffect, useState } from 'react';
import { get, sentenceOf } from '../api.js';

export interface Loaded<T> {
  data: T | null;
  error: string | null;
  loading: boolean;
  reload: () => void;
}

/** Fetches what a page shows; an answer that comes late, after the address changed, is dropped. */
export function useLoaded<T>(path: string | null, query = ''): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: string | null }>({
    key: '',
    data: null,
    error: null,
  });
  const [round, setRound] = useState(0);
  const key = `${path}?${query}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is asked for by reload
  useEffect(() => {
    if (path === null) return;
    let current = true;
    get<T>(path, new URLSearchParams(query))
      .then((data) => current && setState({ key, data, error: null }))
      .catch(
        (error: unknown) =>
          current &&
          setState((before) => ({ key, data: before.key === key ? before.data : null, error: sentenceOf(error) })),
      );
    return () => {
      current = false;
    };
  }, [path, query, key, round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { data: state.data, error: state.key === key ? state.error : null, loading: state.key !== key, reload };
}
