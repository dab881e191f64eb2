import type { FieldIssue } from '../../services/core/errors.js';

export interface FieldDefinition {
  /** The name on the wire, also the input's. */
  name: string;
  label: string;
  kind?: 'text' | 'email' | 'password' | 'textarea' | 'select';
  required?: boolean;
  hint?: string;
  autocomplete?: string;
  inputMode?: 'decimal' | 'email';
  maxLength?: number;
  suffix?: string;
  placeholder?: string;
  options?: readonly { value: string; label: string }[];
}

/** What the template of a field shows. */
export interface FieldView extends FieldDefinition {
  id: string;
  kind: NonNullable<FieldDefinition['kind']>;
  required: boolean;
  value: string;
  error?: string;
  describedBy?: string;
}

export type FormValues = Record<string, string>;

/** One sentence per field, under the field's name; what belongs to none stands under "". */
export type FormErrors = Map<string, string>;

export interface ErrorLink {
  href: string | null;
  message: string;
}

/** Text of a submitted form; anything that is not text counts as not sent. */
export function textValues(fields: Record<string, unknown>): FormValues {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** One sentence per field; a failure that names no field stands above the form. A detail that is no sentence is for programs. */
export function formErrors(message: string, details: readonly FieldIssue[]): FormErrors {
  const errors: FormErrors = new Map();
  for (const issue of details) {
    if (!errors.has(issue.path) && isSentence(issue.message)) errors.set(issue.path, issue.message);
  }
  if (errors.size === 0) errors.set('', message);
  return errors;
}

function isSentence(message: string): boolean {
  return /\s/.test(message);
}

export function fieldView(field: FieldDefinition, values: FormValues, errors: FormErrors): FieldView {
  const id = `field-${field.name.replace(/_/g, '-')}`;
  const error = errors.get(field.name);
  const describedBy = [field.hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
    .join(' ')
    .trim();
  return {
    ...field,
    id,
    kind: field.kind ?? 'text',
    required: field.required ?? false,
    value: values[field.name] ?? '',
    ...(error === undefined ? {} : { error }),
    ...(describedBy === '' ? {} : { describedBy }),
  };
}

/** All fields of a form by their names in the code. */
export function fieldViews<Name extends string>(
  fields: Record<Name, FieldDefinition>,
  values: FormValues,
  errors: FormErrors,
): Record<Name, FieldView> {
  const views = Object.entries<FieldDefinition>(fields).map(([name, field]) => [
    name,
    fieldView(field, values, errors),
  ]);
  return Object.fromEntries(views) as Record<Name, FieldView>;
}

/** The list above the form: each error once, linked to its field in the order given. */
export function errorLinks(errors: FormErrors, anchors: Record<string, string>): ErrorLink[] {
  const placed = Object.entries(anchors).flatMap(([name, id]) => {
    const message = errors.get(name);
    return message === undefined ? [] : [{ href: `#${id}`, message }];
  });
  const elsewhere = [...errors].filter(([name]) => !(name in anchors)).map(([, message]) => ({ href: null, message }));
  return [...elsewhere, ...placed];
}

export function anchorsOf(fields: Record<string, FieldView>): Record<string, string> {
  return Object.fromEntries(Object.values(fields).map((field) => [field.name, field.id]));
}
