import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { type RecordData, type ResourceView, recordHref } from '../page-state.js';
import type { Selection } from './use-selection.js';

/** "/" searches, j and k walk, x selects, Enter opens. Silent while somebody types or a dialog is open. */
export function useListKeys(resource: ResourceView, records: RecordData[], selection: Selection): number | null {
  const [current, setCurrent] = useState<number | null>(null);
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusyElsewhere(event.target)) return;
      const record = current === null ? undefined : records[current];
      if (event.key === '/') document.getElementById('list-search')?.focus();
      else if (event.key === 'j') setCurrent(Math.min((current ?? -1) + 1, records.length - 1));
      else if (event.key === 'k') setCurrent(Math.max((current ?? 1) - 1, 0));
      else if (event.key === 'x' && record !== undefined) selection.toggle(record.id, false);
      else if (event.key === 'Enter' && record !== undefined && event.target === document.body)
        navigate(recordHref(resource.id, record.id));
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [resource, records, selection, current, navigate]);
  return current;
}

function isBusyElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null
  );
}
