import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { Notes } from '../ui/notes.js';

interface Shared {
  label: string;
  name: string;
  value: string;
  error?: string | undefined;
  help?: string;
  optional?: boolean;
  className?: string;
  onChange: (value: string) => void;
}

type InputRest = Omit<InputHTMLAttributes<HTMLInputElement>, keyof Shared>;

export function TextField({ label, error, help, optional, className = '', onChange, ...input }: Shared & InputRest) {
  const id = useId();
  return (
    <Labelled id={id} label={label} error={error} help={help} optional={optional} className={className}>
      <input
        autoComplete="off"
        {...input}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described(id, help, error)}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

interface SelectOptions {
  options: readonly { value: string; label: string }[];
  /** What stands there while nothing is chosen. */
  none?: string;
}
type SelectRest = Omit<SelectHTMLAttributes<HTMLSelectElement>, keyof Shared>;

export function SelectField(props: Shared & SelectOptions & SelectRest) {
  const { label, error, help, optional, className = '', options, none, onChange, ...select } = props;
  const id = useId();
  return (
    <Labelled id={id} label={label} error={error} help={help} optional={optional} className={className}>
      <select
        {...select}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described(id, help, error)}
        onChange={(event) => onChange(event.target.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface LabelledProps {
  id: string;
  label: string;
  error: string | undefined;
  help: string | undefined;
  optional: boolean | undefined;
  className: string;
  children: ReactNode;
}

function Labelled({ id, label, error, help, optional, className, children }: LabelledProps) {
  return (
    <div className={`cs-field ${className}`}>
      <label htmlFor={id}>
        {label} {optional === true && <span className="cs-optional">optional</span>}
      </label>
      {children}
      <Notes id={id} help={help} error={error} />
    </div>
  );
}

export function described(id: string, help: string | undefined, error: string | undefined): string | undefined {
  const ids = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`].join(' ').trim();
  return ids === '' ? undefined : ids;
}
