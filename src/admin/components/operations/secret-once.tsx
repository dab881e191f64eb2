import { useId, useRef, useState } from 'react';

/** A secret that nobody can read again: selected at a click, copied by a button. */
export function SecretOnce({ label, value }: { label: string; value: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState('');

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setTold('Copied.');
    } catch {
      // Over plain http browsers keep the clipboard to themselves.
      setTold('It is selected: press Ctrl+C, or ⌘C on a Mac, to copy it.');
    }
  }

  return (
    <div className="cs-field cs-secret">
      <label htmlFor={id}>{label}</label>
      <div className="cs-secret-row">
        <input
          id={id}
          ref={field}
          className="cs-code"
          readOnly
          autoComplete="off"
          spellCheck={false}
          value={value}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="cs-button" onClick={copy}>
          Copy
        </button>
      </div>
      <p className="cs-help" role="status">
        {told}
      </p>
    </div>
  );
}
