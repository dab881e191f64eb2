import { useId, useRef } from 'react';
import type { DialogField } from '../../operation-action.js';
import { Icon } from '../ui/icon.js';
import { Notes } from '../ui/notes.js';

interface Line {
  description: string;
  quantity: string;
  unit_amount: string;
}

interface LinesProps {
  field: DialogField;
  value: unknown;
  error: string | undefined;
  errorAt: (path: string) => string | undefined;
  onChange: (lines: Line[]) => void;
}

const NEW: Line = { description: '', quantity: '1', unit_amount: '' };
const MOST = 50;

/** The lines of an invoice, one under the other; a last one can be added, any but the only one taken away. */
export function LinesField({ field, value, error, errorAt, onChange }: LinesProps) {
  const lines = Array.isArray(value) && value.length > 0 ? (value as Line[]) : [NEW];
  const holder = useRef<HTMLFieldSetElement>(null);
  const change = (index: number, part: Partial<Line>) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  const focusLine = (index: number) =>
    window.setTimeout(() => holder.current?.querySelectorAll<HTMLInputElement>('.cs-line-what input')[index]?.focus());
  return (
    <fieldset ref={holder} className="cs-line-fields">
      <legend>{field.label}</legend>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place
        <div key={index} className="cs-line">
          <LineInput
            className="cs-line-what"
            label={`Line ${index + 1}`}
            name={`${field.name}.${index}.description`}
            maxLength={500}
            value={line.description}
            error={errorAt(`${index}.description`)}
            onChange={(description) => change(index, { description })}
          />
          <LineInput
            className="cs-line-count"
            label="Quantity"
            name={`${field.name}.${index}.quantity`}
            inputMode="numeric"
            value={line.quantity}
            error={errorAt(`${index}.quantity`)}
            onChange={(quantity) => change(index, { quantity })}
          />
          <LineInput
            className="cs-line-price"
            label="Price each"
            name={`${field.name}.${index}.unit_amount`}
            inputMode="decimal"
            value={line.unit_amount}
            error={errorAt(`${index}.unit_amount`) ?? errorAt(`${index}`)}
            onChange={(unit_amount) => change(index, { unit_amount })}
          />
          <button
            type="button"
            className="cs-icon-button cs-line-off"
            aria-label={`Remove line ${index + 1}`}
            disabled={lines.length === 1}
            onClick={() => {
              onChange(lines.filter((_, at) => at !== index));
              focusLine(Math.max(0, index - 1));
            }}
          >
            <Icon name="trash-2" />
          </button>
        </div>
      ))}
      {error !== undefined && <p className="cs-error">{error}</p>}
      {lines.length < MOST && (
        <button
          type="button"
          className="cs-button cs-line-more"
          onClick={() => {
            onChange([...lines, NEW]);
            focusLine(lines.length);
          }}
        >
          <Icon name="plus" size={16} /> Add a line
        </button>
      )}
    </fieldset>
  );
}

interface InputProps {
  className: string;
  label: string;
  name: string;
  value: string;
  error: string | undefined;
  inputMode?: 'numeric' | 'decimal';
  maxLength?: number;
  onChange: (value: string) => void;
}

function LineInput({ className, label, value, error, onChange, ...rest }: InputProps) {
  const id = useId();
  return (
    <div className={`cs-field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        autoComplete="off"
        dir={rest.inputMode === undefined ? 'auto' : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <Notes id={id} error={error} />
    </div>
  );
}
