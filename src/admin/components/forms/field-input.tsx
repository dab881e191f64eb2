import { type ChangeEvent, useId } from 'react';
import { COUNTRY_CODES, countryName } from '../format.js';
import type { PropertyView } from '../page-state.js';
import { Notes } from '../ui/notes.js';

interface FieldProps {
  property: PropertyView;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** One field of a generated form; what it looks like follows from the data model. */
export function FieldInput({ property, value, error, onChange }: FieldProps) {
  const id = useId();
  const { name, label, required, kind, help } = property;
  const described = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`].join(' ').trim();
  const shared = {
    id,
    name,
    'aria-required': required,
    'aria-invalid': error !== undefined,
    ...(described === '' ? {} : { 'aria-describedby': described }),
  };
  if (kind === 'boolean') {
    return (
      <div className="cs-field cs-field-check">
        <input
          {...shared}
          type="checkbox"
          checked={value === true || value === 'true'}
          onChange={(event) => onChange(event.target.checked)}
        />
        <label htmlFor={id}>{label}</label>
        <Notes id={id} help={help} error={error} />
      </div>
    );
  }
  return (
    <div className={kind === 'long' ? 'cs-field cs-field-wide' : 'cs-field'}>
      <label htmlFor={id}>
        {label} {!required && <span className="cs-optional">optional</span>}
      </label>
      <Control
        property={property}
        shared={shared}
        value={value === null || value === undefined ? '' : String(value)}
        onChange={onChange}
      />
      <Notes id={id} help={help} error={error} />
    </div>
  );
}

function Control({
  property,
  shared,
  value,
  onChange,
}: {
  property: PropertyView;
  shared: { id: string };
  value: string;
  onChange: (value: unknown) => void;
}) {
  const change = (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
    onChange(event.target.value);
  const { name, kind, options, maxLength } = property;
  if (options !== undefined) return <Select shared={shared} value={value} change={change} options={options} />;
  if (/country/i.test(name)) return <Select shared={shared} value={value} change={change} options={countries(name)} />;
  if (name === 'body')
    return <textarea {...shared} className="cs-markdown" dir="auto" rows={22} value={value} onChange={change} />;
  if (kind === 'long') return <textarea {...shared} dir="auto" rows={4} value={value} onChange={change} />;
  const list =
    name === 'timeZone'
      ? Intl.supportedValuesOf('timeZone')
      : /currency/i.test(name)
        ? Intl.supportedValuesOf('currency')
        : null;
  return (
    <>
      <input
        {...shared}
        {...(maxLength === undefined ? {} : { maxLength })}
        {...(list === null ? {} : { list: `${shared.id}-list` })}
        type={/email/i.test(name) ? 'email' : 'text'}
        inputMode={kind === 'money' ? 'decimal' : kind === 'number' ? 'numeric' : undefined}
        dir={kind === 'text' ? 'auto' : undefined}
        autoComplete="off"
        value={value}
        onChange={change}
      />
      {list !== null && (
        <datalist id={`${shared.id}-list`}>
          {list.map((item) => (
            <option key={item} value={item} />
          ))}
        </datalist>
      )}
    </>
  );
}

interface SelectProps {
  shared: object;
  value: string;
  change: (event: ChangeEvent<HTMLSelectElement>) => void;
  options: { value: string; label: string }[];
}

function Select({ shared, value, change, options }: SelectProps) {
  return (
    <select {...shared} value={value} onChange={change}>
      {!options.some((option) => option.value === value) && (
        <option value={value}>{value === '' ? 'Choose…' : value}</option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function countries(name: string): { value: string; label: string }[] {
  const sorted = COUNTRY_CODES.map((code) => ({ value: code, label: countryName(code) })).sort((a, b) =>
    a.label.localeCompare(b.label),
  );
  return [
    { value: name === 'countryCode' ? '*' : '', label: name === 'countryCode' ? 'All other countries' : 'None' },
    ...sorted,
  ];
}
