import { useEffect, useId, useState } from 'react';
import { get } from '../api.js';
import type { RecordData } from '../page-state.js';
import { Notes } from '../ui/notes.js';

interface PickerProps {
  /** The account that is chosen, by its name. */
  chosen: string | null;
  error: string | undefined;
  onChoose: (id: number) => void;
}

const PAUSE_MS = 200;

/** Type a name, choose from what is found. */
export function AccountPicker({ chosen, error, onChoose }: PickerProps) {
  const id = useId();
  const [words, setWords] = useState(chosen ?? '');
  const [found, setFound] = useState<RecordData[]>([]);
  useEffect(() => setWords(chosen ?? ''), [chosen]);
  useEffect(() => {
    if (words.length < 2 || words === chosen) return setFound([]);
    let current = true;
    const timer = window.setTimeout(() => {
      get<{ records: RecordData[] }>('/resources/Account/actions/search', { search: words })
        .then(({ records }) => current && setFound(records))
        .catch(() => current && setFound([]));
    }, PAUSE_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [words, chosen]);
  const labelOf = ({ id: number, title, params }: RecordData) =>
    `${String(title)} · ${String(params.email)} · ${number}`;
  const type = (text: string) => {
    const record = found.find((one) => labelOf(one) === text);
    if (record === undefined) setWords(text);
    else onChoose(record.id);
  };
  const help = 'Type a name or an e-mail address, then choose.';
  return (
    <div className="cs-field cs-field-wide">
      <label htmlFor={id}>Account</label>
      <input
        id={id}
        name="account_id"
        list={`${id}-found`}
        autoComplete="off"
        dir="auto"
        value={words}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? `${id}-help` : `${id}-help ${id}-error`}
        onChange={(event) => type(event.target.value)}
        onBlur={() => chosen !== null && setWords(chosen)}
      />
      <datalist id={`${id}-found`}>
        {found.map((record) => (
          <option key={record.id} value={labelOf(record)} />
        ))}
      </datalist>
      <Notes id={id} help={help} error={error} />
    </div>
  );
}
