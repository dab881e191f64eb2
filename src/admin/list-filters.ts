import { Prisma } from '@prisma/client';
import { type Field, fieldOf, type Model } from './datamodel.js';
import { isIndexed } from './indexed.js';
import { badFilter, type FilterValue, type ListQuery, rangeOf } from './list-query.js';
import { typedLiteral } from './list-values.js';
import { columnOf } from './table-sql.js';

/** Stands in a filter for "is empty". */
const EMPTY = '-';

/** A condition on rows t, and whether an index finds them; what no index finds is looked for among a bounded number of rows. */
export interface Condition {
  sql: Prisma.Sql;
  byIndex: boolean;
}

interface Filtered {
  model: Model;
  filterable: readonly string[];
  /** Filters that an index serves which the schema cannot name. */
  alsoIndexed: readonly string[];
}

/** The filters' conditions, over filterable columns only; anything else is refused, so that hidden columns tell nothing. */
export function filterConditions(
  { model, filterable, alsoIndexed }: Filtered,
  query: ListQuery,
  orderedBy: string,
): Condition[] {
  const single = new Set(
    Object.entries(query.filters).flatMap(([name, value]) => (isOneValue(value) ? [storedName(model, name)] : [])),
  );
  return Object.entries(query.filters).map(([name, value]) => {
    const field = model.fields.find((candidate) => candidate.name === name);
    if (field === undefined || !filterable.includes(name))
      throw badFilter(name, 'This list cannot be filtered by that.');
    const stored = storedName(model, name);
    const byIndex = name === orderedBy || alsoIndexed.includes(name) || isIndexed(model, stored, single);
    return { sql: condition(model, field, value, byIndex), byIndex };
  });
}

function isOneValue(value: FilterValue): boolean {
  return typeof value === 'string' && !value.includes(',');
}

function storedName(model: Model, name: string): string {
  return model.fields.find((candidate) => candidate.name === name)?.relationFromFields?.[0] ?? name;
}

function condition(model: Model, field: Field, value: FilterValue, byIndex: boolean): Prisma.Sql {
  const column = columnOf(model, field.name);
  const stored = fieldOf(model, field.relationFromFields?.[0] ?? field.name);
  if (value === EMPTY && !field.isRequired) return Prisma.sql`${column} IS NULL`;
  const isOneOfMany = field.relationName !== undefined || field.kind === 'enum' || (field.isId && !isRange(value));
  if (isOneOfMany)
    return oneOf(
      column,
      list(value).map((one) => literal(field.name, stored, one)),
    );
  if (stored.type === 'Boolean') return Prisma.sql`${column} = ${literal(field.name, stored, String(value))}`;
  if (stored.type === 'String') return textCondition(column, String(list(value)[0] ?? ''), byIndex);
  return within(field.name, column, stored, value);
}

function isRange(value: FilterValue): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

function list(value: FilterValue): string[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(',') : [];
}

function oneOf(column: Prisma.Sql, values: Prisma.Sql[]): Prisma.Sql {
  const [only] = values;
  if (only === undefined) return Prisma.sql`false`;
  return values.length === 1 ? Prisma.sql`${column} = ${only}` : Prisma.sql`${column} IN (${Prisma.join(values)})`;
}

/** An index knows whole values, whichever case they were typed in; elsewhere a part is enough. */
function textCondition(column: Prisma.Sql, typed: string, byIndex: boolean): Prisma.Sql {
  const words = typed.split('\0').join('');
  if (byIndex) return Prisma.sql`${column} IN (${words}, lower(${words}), upper(${words}))`;
  return Prisma.sql`${column} ILIKE ${`%${escapeLike(words)}%`}`;
}

/** "%" and "_" mean themselves. */
export function escapeLike(words: string): string {
  return words.replace(/[\\%_]/g, '\\$&');
}

function within(name: string, column: Prisma.Sql, field: Field, value: FilterValue): Prisma.Sql {
  const { from = '', to = '' } = typeof value === 'string' ? { from: value, to: value } : rangeOf(value);
  const bounds = [
    ...(from === '' ? [] : [Prisma.sql`${column} >= ${literal(name, field, from)}`]),
    ...(to === '' ? [] : [Prisma.sql`${column} <= ${literal(name, field, to, true)}`]),
  ];
  return bounds.length === 0 ? Prisma.sql`true` : Prisma.join(bounds, ' AND ');
}

function literal(name: string, field: Field, value: string, end = false): Prisma.Sql {
  const sql = typedLiteral(field, value, end);
  if (typeof sql === 'string') throw badFilter(name, sql);
  return sql;
}
