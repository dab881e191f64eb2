import { Prisma } from '@prisma/client';
import { Refusal } from '../services/core/errors.js';
import { enumValues, type Field, type Model } from './datamodel.js';

/** What a list asks for, as it stands in its address. */
export interface ListQuery {
  filters: Record<string, FilterValue>;
  search: string;
  sortBy: string | null;
  direction: 'asc' | 'desc';
  page: number;
  perPage: number;
}

type FilterValue = string | string[] | { from?: string; to?: string };
type Where = Record<string, unknown>;

export const PER_PAGE = 50;
const MAX_PER_PAGE = 200;
/** Offsets grow dear; beyond this a narrower filter serves better than another page. */
const MAX_PAGES = 100;
const MAX_INT = 2_147_483_647;
/** Stands in a filter for "is empty". */
export const EMPTY = '-';

/** Reads `filters.status=a,b`, `filters.createdAt~~from=…`, `search`, `sortBy`, `direction`, `page`, `perPage`. */
export function readListQuery(query: Record<string, unknown>): ListQuery {
  const page = wholeNumber(query.page, 1);
  if (page > MAX_PAGES) {
    throw new Refusal(
      'invalid_input',
      'page_too_far',
      'That is too many pages to leaf through. Please narrow the filter or search.',
    );
  }
  return {
    filters: readFilters(query),
    search: text(query.search).split('\0').join('').trim().slice(0, 200),
    sortBy: text(query.sortBy) || null,
    direction: query.direction === 'asc' ? 'asc' : 'desc',
    page,
    perPage: Math.min(wholeNumber(query.perPage, PER_PAGE), MAX_PER_PAGE),
  };
}

function readFilters(query: Record<string, unknown>): Record<string, FilterValue> {
  const filters: Record<string, FilterValue> = {};
  for (const [key, raw] of Object.entries(query)) {
    if (!key.startsWith('filters.')) continue;
    const [path = '', bound] = key.slice('filters.'.length).split('~~');
    const value = Array.isArray(raw) ? raw.map(text) : text(raw);
    if (value === '' || path === '' || path === '__proto__') continue;
    if (bound === undefined) filters[path] = value;
    else if (bound === 'from' || bound === 'to') filters[path] = { ...rangeOf(filters[path]), [bound]: String(value) };
    else throw badFilter(path, 'This filter is not known here.');
  }
  return filters;
}

function rangeOf(value: FilterValue | undefined): { from?: string; to?: string } {
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function wholeNumber(value: unknown, fallback: number): number {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : fallback;
}

/** The WHERE of the filters, over filterable columns only; anything else is refused, so that hidden columns tell nothing. */
export function whereOf(model: Model, filterable: readonly string[], query: ListQuery): Where[] {
  return Object.entries(query.filters).map(([name, value]) => {
    const field = model.fields.find((candidate) => candidate.name === name);
    if (field === undefined || !filterable.includes(name))
      throw badFilter(name, 'This list cannot be filtered by that.');
    return condition(field, value);
  });
}

function condition(field: Field, value: FilterValue): Where {
  const column = field.relationFromFields?.[0] ?? field.name;
  if (value === EMPTY && !field.isRequired) return { [column]: null };
  if (field.relationName !== undefined) return { [column]: { in: list(value).map((id) => int(field, id)) } };
  if (field.kind === 'enum') return { [field.name]: { in: knownValues(field, list(value)) } };
  if (field.isId && typeof value === 'string')
    return { [field.name]: { in: list(value).map((one) => int(field, one)) } };
  switch (field.type) {
    case 'DateTime':
      return { [field.name]: bounds(value, (bound, end) => moment(field, bound, end)) };
    case 'Int':
      return { [field.name]: bounds(value, (bound) => int(field, bound)) };
    case 'Decimal':
      return { [field.name]: bounds(value, (bound) => decimal(field, bound)) };
    case 'Boolean':
      return { [field.name]: bool(field, value) };
    case 'String':
      return { [field.name]: containing(String(list(value)[0] ?? '')) };
    default:
      throw badFilter(field.name, 'This list cannot be filtered by that.');
  }
}

function list(value: FilterValue): string[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(',') : [];
}

function bounds<T>(value: FilterValue, convert: (bound: string, end: boolean) => T): Record<string, T> {
  const { from, to } = typeof value === 'string' ? { from: value, to: value } : rangeOf(value);
  return {
    ...(from === undefined || from === '' ? {} : { gte: convert(from, false) }),
    ...(to === undefined || to === '' ? {} : { lte: convert(to, true) }),
  };
}

function knownValues(field: Field, values: string[]): string[] {
  const known = enumValues(field.type);
  for (const value of values)
    if (!known.includes(value))
      throw badFilter(field.name, `"${value.slice(0, 40)}" is not one of: ${known.join(', ')}.`);
  return values;
}

/** A bare date means the whole day in UTC. */
function moment(field: Field, value: string, end: boolean): Date {
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) && end ? `${value}T23:59:59.999Z` : value);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) throw badFilter(field.name, 'Please enter a date.');
  return date;
}

function int(field: Field, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isInteger(number) || Math.abs(number) > MAX_INT)
    throw badFilter(field.name, 'Please enter a whole number.');
  return number;
}

function decimal(field: Field, value: string): Prisma.Decimal {
  if (!/^-?\d{1,14}(\.\d{1,4})?$/.test(value.trim()))
    throw badFilter(field.name, 'Please enter an amount such as 29.00.');
  return new Prisma.Decimal(value.trim());
}

function bool(field: Field, value: FilterValue): boolean {
  if (value !== 'true' && value !== 'false') throw badFilter(field.name, 'Please choose yes or no.');
  return value === 'true';
}

/** Case-insensitive, and "%" and "_" mean themselves. */
function containing(words: string): Where {
  return {
    contains: words
      .split('\0')
      .join('')
      .replace(/[\\%_]/g, '\\$&'),
    mode: 'insensitive',
  };
}

/** One search box over the named columns; "invoice.number" looks into a reference. A number also finds the record itself. */
export function searchWhere(paths: readonly string[], words: string): Where[] {
  if (words === '') return [];
  const any: Where[] = paths.map((path) =>
    path.split('.').reduceRight<Where>((inner, name) => ({ [name]: inner }), containing(words)),
  );
  const id = /^#?(\d{1,10})$/.exec(words)?.[1];
  if (id !== undefined && Number(id) <= MAX_INT) any.push({ id: Number(id) });
  return any.length === 0 ? [{ id: -1 }] : [{ OR: any }];
}

function badFilter(path: string, message: string): Refusal {
  return new Refusal('invalid_input', 'bad_filter', message, [{ path: `filters.${path}`, message }]);
}
