import { useEffect, useState } from 'react';
import { get } from '../api.js';
import { type RecordData, resourceNamed, titleOf } from '../page-state.js';

interface PickerProps {
  id: string;
  resource: string;
  value: string;
  onChange: (id: string) => void;
}

const PAUSE_MS = 200;

/** Type a name, choose from what the list finds. */
export function ReferencePicker({ id, resource, value, onChange }: PickerProps) {
  const view = resourceNamed(resource);
  const [words, setWords] = useState('');
  const [found, setFound] = useState<RecordData[]>([]);
  useEffect(() => {
    if (view === null || words.length < 2) return setFound([]);
    let current = true;
    const timer = window.setTimeout(() => {
      get<{ records: RecordData[] }>(`/resources/${resource}/actions/search`, { search: words })
        .then(({ records }) => current && setFound(records))
        .catch(() => current && setFound([]));
    }, PAUSE_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [words, resource, view]);
  if (view === null) return <input id={id} value={value} onChange={(event) => onChange(event.target.value)} />;
  const choose = (text: string) => {
    const record = found.find((candidate) => labelOf(candidate) === text);
    if (record === undefined) return setWords(text);
    onChange(String(record.id));
    setWords('');
  };
  const labelOf = (record: RecordData) => `${titleOf(view, record)} · ${record.id}`;
  return (
    <>
      <input
        id={id}
        list={`${id}-found`}
        value={words}
        placeholder={value === '' ? 'Type a name' : value === '-' ? 'None' : `No. ${value}`}
        autoComplete="off"
        onChange={(event) => choose(event.target.value)}
      />
      <datalist id={`${id}-found`}>
        {found.map((record) => (
          <option key={record.id} value={labelOf(record)} />
        ))}
      </datalist>
    </>
  );
}
