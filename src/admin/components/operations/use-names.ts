import { useEffect, useState } from 'react';
import { get } from '../api.js';
import { type RecordData, type ResourceView, titleOf } from '../page-state.js';

const AT_ONCE = 100;

/** What people call these rows: "TRX-77 · Blue Whale". Rows without a name stay with their number. */
export function useNames(resource: ResourceView | null, ids: number[]): ReadonlyMap<number, string> {
  const [names, setNames] = useState<ReadonlyMap<number, string>>(new Map());
  const asked = ids.join();
  useEffect(() => {
    if (resource === null || asked === '') return;
    let current = true;
    void Promise.all(partsOf(asked).map((part) => recordsOf(resource, part))).then(
      (found) => current && setNames(new Map(found.flat().map((record) => [record.id, nameOf(resource, record)]))),
    );
    return () => {
      current = false;
    };
  }, [resource, asked]);
  return names;
}

function partsOf(asked: string): string[] {
  const ids = asked.split(',');
  return Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, part) =>
    ids.slice(part * AT_ONCE, (part + 1) * AT_ONCE).join(),
  );
}

async function recordsOf(resource: ResourceView, ids: string): Promise<RecordData[]> {
  const query = { 'filters.id': ids, perPage: String(AT_ONCE) };
  // A report without names is still a report.
  return get<{ records: RecordData[] }>(`/resources/${resource.id}/actions/list`, query)
    .then(({ records }) => records)
    .catch(() => []);
}

function nameOf(resource: ResourceView, record: RecordData): string {
  const told = [titleOf(resource, record), record.populated.contract?.title, record.populated.account?.title];
  return told.filter((part) => typeof part === 'string' && part.trim() !== '').join(' · ');
}
