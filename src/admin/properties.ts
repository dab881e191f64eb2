import type { PropertyOptions } from 'adminjs';
import { enumValues, type Field, fieldOf, type Model, maxLength } from './datamodel.js';
import { labelOf, sentenceCase, toneOf } from './labels.js';

/** How a value is shown and asked for; the components read it from `property.custom`. */
export interface PropertyLook {
  label: string;
  kind:
    | 'id'
    | 'text'
    | 'long'
    | 'money'
    | 'percent'
    | 'number'
    | 'badge'
    | 'choice'
    | 'reference'
    | 'time'
    | 'date'
    | 'boolean'
    | 'json'
    | 'bytes';
  /** The column that holds the money's currency. */
  currency?: string;
  options?: { value: string; label: string; tone: string }[];
  maxLength?: number;
  required: boolean;
  help?: string;
}

const LONG_TEXTS = [
  'manualNotes',
  'adminNotes',
  'rejectionReason',
  'instructions',
  'description',
  'suspensionReason',
  'voidReason',
  'reason',
  'lastError',
  'declineReason',
  'terminationReason',
  'cancelReason',
  'consentText',
  'body',
];

/** What a column looks like follows from the data model; a resource says nothing about it. */
export function lookOf(model: Model, name: string): PropertyLook {
  const field = fieldOf(model, name);
  const length = maxLength(field);
  return {
    label: model.name === 'CreditTransaction' && name === 'metadata' ? 'Details' : labelOf(name),
    kind: kindOf(model, field),
    required: field.isRequired && field.type !== 'Boolean' && field.default !== '',
    ...(field.type === 'Decimal' && model.fields.some((candidate) => candidate.name === 'currency')
      ? { currency: 'currency' }
      : {}),
    ...(field.kind === 'enum' ? { options: optionsOf(field.type) } : {}),
    ...(length === null ? {} : { maxLength: length }),
    ...(field.documentation === undefined ? {} : { help: field.documentation }),
  };
}

function kindOf(model: Model, field: Field): PropertyLook['kind'] {
  if (field.isId) return 'id';
  if (field.relationName !== undefined) return 'reference';
  if (field.kind === 'enum') return field.type.endsWith('Status') ? 'badge' : 'choice';
  if (field.name === 'byteSize') return 'bytes';
  switch (field.type) {
    case 'Decimal':
      return field.name.endsWith('Percent') ? 'percent' : 'money';
    case 'Int':
      return 'number';
    case 'DateTime':
      return field.nativeType?.[0] === 'Date' ? 'date' : 'time';
    case 'Boolean':
      return 'boolean';
    case 'Json':
      return 'json';
    default:
      return LONG_TEXTS.includes(field.name) && !(model.name === 'CreditTransaction') ? 'long' : 'text';
  }
}

function optionsOf(enumName: string): { value: string; label: string; tone: string }[] {
  return enumValues(enumName).map((value) => ({ value, label: sentenceCase(value), tone: toneOf(value, enumName) }));
}

const TYPES: Partial<Record<PropertyLook['kind'], NonNullable<PropertyOptions['type']>>> = {
  // A number input would round; the exact digits travel as text.
  money: 'string',
  percent: 'string',
  time: 'datetime',
  date: 'date',
};

export function propertyOptions(
  model: Model,
  name: string,
  where: { list: boolean; filter: boolean; edit: boolean; sortable: boolean; title: boolean },
): PropertyOptions {
  const look = lookOf(model, name);
  const type = TYPES[look.kind];
  return {
    isVisible: { list: where.list, show: true, filter: where.filter, edit: where.edit },
    isSortable: where.sortable,
    isTitle: where.title,
    isRequired: look.required,
    ...(type === undefined ? {} : { type }),
    ...(look.options === undefined
      ? {}
      : { availableValues: look.options.map(({ value, label }) => ({ value, label })) }),
    custom: { ...look },
  };
}
