import { type ChangeEvent, useEffect, useId, useRef } from 'react';
import type { DialogField } from '../../operation-action.js';
import type { ApiError } from '../api.js';
import { AccountPicker } from '../contracts/account-picker.js';
import { Notes } from '../ui/notes.js';
import { LinesField } from './lines-field.js';

interface FieldsProps {
  fields: DialogField[];
  values: Record<string, unknown>;
  error: ApiError | null;
  /** Counts the refused attempts: each brings the focus to what was refused; a remark while typing does not. */
  attempt: number;
  onChange: (name: string, value: unknown) => void;
}

export function DialogFields({ fields, values, error, attempt, onChange }: FieldsProps) {
  const holder = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus goes to the first field, and again to the first refused one
  useEffect(() => {
    const refused = holder.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    (refused ?? holder.current?.querySelector<HTMLElement>('input, select, textarea'))?.focus();
  }, [attempt]);
  return (
    <div ref={holder} className="cs-dialog-fields">
      {fields
        .filter((field) => isAsked(field, values))
        .map((field) => (
          <DialogInput
            key={field.name}
            field={field}
            value={values[field.name]}
            error={error?.at(field.name)}
            errorAt={(path) => error?.at(`${field.name}.${path}`)}
            onChange={(value) => onChange(field.name, value)}
          />
        ))}
    </div>
  );
}

function isAsked({ onlyIf }: DialogField, values: Record<string, unknown>): boolean {
  return onlyIf === undefined || String(values[onlyIf.name] ?? '') === onlyIf.value;
}

interface InputProps {
  field: DialogField;
  value: unknown;
  error: string | undefined;
  /** What is said of a part of it: "0.amount". */
  errorAt: (path: string) => string | undefined;
  onChange: (value: unknown) => void;
}

function DialogInput({ field, value, error, errorAt, onChange }: InputProps) {
  const id = useId();
  const { name, label, required = false, help } = field;
  const described = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`].join(' ').trim();
  const shared = {
    id,
    name,
    required,
    'aria-invalid': error !== undefined,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }),
  };
  if (field.type === 'hidden') return null;
  if (field.type === 'account')
    return <AccountPicker chosen={field.shown ?? null} error={error} onChoose={(chosen) => onChange(String(chosen))} />;
  if (field.type === 'lines')
    return <LinesField field={field} value={value} error={error} errorAt={errorAt} onChange={onChange} />;
  if (field.type === 'checkbox') {
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
    <div className="cs-field">
      <label htmlFor={id}>
        {label} {!required && <span className="cs-optional">optional</span>}
      </label>
      <Control field={field} shared={shared} value={typeof value === 'string' ? value : ''} onChange={onChange} />
      <Notes id={id} help={help} error={error} />
    </div>
  );
}

function Control({
  field,
  shared,
  value,
  onChange,
}: {
  field: DialogField;
  shared: object;
  value: string;
  onChange: (value: unknown) => void;
}) {
  const change = (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
    onChange(event.target.value);
  switch (field.type) {
    case 'long':
      return <textarea {...shared} rows={3} value={value} onChange={change} />;
    case 'select':
      return (
        <select {...shared} value={value} onChange={change}>
          {value === '' && <option value="">Choose…</option>}
          {field.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case 'file':
      return (
        <input
          {...shared}
          type="file"
          accept=".pdf,.jpg,.jpeg,.png,.webp"
          onChange={(event) => onChange(event.target.files?.[0])}
        />
      );
    case 'money':
    case 'integer':
      return (
        <input
          {...shared}
          inputMode={field.type === 'money' ? 'decimal' : 'numeric'}
          autoComplete="off"
          value={value}
          onChange={change}
        />
      );
    default:
      return (
        <input
          {...shared}
          type={INPUT_TYPES[field.type] ?? 'text'}
          autoComplete="off"
          value={value}
          onChange={change}
        />
      );
  }
}

const INPUT_TYPES: Partial<Record<DialogField['type'], string>> = { email: 'email', date: 'date' };
