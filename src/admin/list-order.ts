import { Prisma } from '@prisma/client';
import { z } from 'zod';
import { Refusal } from '../services/core/errors.js';
import { type Field, fieldOf, type Model } from './datamodel.js';
import type { ListQuery } from './list-query.js';
import { typedLiteral } from './list-values.js';
import { columnOf } from './table-sql.js';

/** The order of a list: one column, and the id for rows that are equal in it. Empty values come after all others. */
export interface Order {
  column: string;
  direction: 'asc' | 'desc';
}

/** A row's place in the order. */
export interface Place {
  value: string | null;
  id: number;
}

interface Sorted {
  model: Model;
  /** With each column the one that must be filtered by one value first. */
  sortable: ReadonlyMap<string, string>;
  defaultSort: readonly [string, 'asc' | 'desc'];
}

export function orderOf(sorted: Sorted, query: ListQuery): Order {
  if (query.sortBy === null) return unasked(sorted, query);
  const within = sorted.sortable.get(query.sortBy);
  if (within === undefined) throw badSort('This list cannot be sorted by that.', 'Choose one of the columns shown.');
  if (!isFilteredByOne(query, within))
    throw badSort('This order needs a narrower list.', `Filter by one ${within} first, then sort.`);
  return { column: query.sortBy, direction: query.direction };
}

/** A list of certain days is in the order of those days, so that one index serves both. */
function unasked({ sortable, defaultSort: [column, direction] }: Sorted, query: ListQuery): Order {
  const ranged = Object.entries(query.filters).find(
    ([name, value]) =>
      typeof value === 'object' && !Array.isArray(value) && isFilteredByOne(query, sortable.get(name) ?? name),
  );
  if (ranged === undefined || query.filters[column] !== undefined) return { column, direction };
  return sortable.has(ranged[0]) ? { column: ranged[0], direction } : { column, direction };
}

function isFilteredByOne({ filters }: ListQuery, column: string): boolean {
  if (column === '') return true;
  const value = filters[column];
  return typeof value === 'string' && value !== '' && !value.includes(',');
}

function badSort(sentence: string, message: string): Refusal {
  return new Refusal('invalid_input', 'bad_sort', sentence, [{ path: 'sortBy', message }]);
}

export function reversed({ column, direction }: Order): Order {
  return { column, direction: direction === 'asc' ? 'desc' : 'asc' };
}

export function orderBy(model: Model, { column, direction }: Order): Prisma.Sql {
  const way = Prisma.raw(direction === 'asc' ? 'ASC' : 'DESC');
  if (column === 'id') return Prisma.sql`t.id ${way}`;
  return Prisma.sql`${columnOf(model, column)} ${way}, t.id ${way}`;
}

/**
 * What comes after a place, in parts that follow each other: an index serves each of them from its beginning, and one
 * condition with OR it would not. Empty values stand behind all others, as the index has them.
 */
export function partsAfter(model: Model, { column, direction }: Order, place: Place): Prisma.Sql[] {
  const beyond = Prisma.raw(direction === 'asc' ? '>' : '<');
  const id = Prisma.sql`${place.id}::int`;
  if (column === 'id') return [Prisma.sql`t.id ${beyond} ${id}`];
  const stored = columnOf(model, column);
  const field = fieldOf(model, column);
  if (place.value === null) {
    const restOfEmpty = Prisma.sql`${stored} IS NULL AND t.id ${beyond} ${id}`;
    return direction === 'asc' ? [restOfEmpty] : [restOfEmpty, Prisma.sql`${stored} IS NOT NULL`];
  }
  const value = placeValue(field, place.value);
  const rest = Prisma.sql`(${stored}, t.id) ${beyond} (${value}, ${id})`;
  return direction === 'asc' && !field.isRequired ? [rest, Prisma.sql`${stored} IS NULL`] : [rest];
}

function placeValue(field: Field, value: string): Prisma.Sql {
  const sql = typedLiteral(field, value);
  if (typeof sql === 'string') throw badCursor();
  return sql;
}

const cursorShape = z.tuple([
  z.string().max(64),
  z.enum(['asc', 'desc']),
  z.string().max(2_000).nullable(),
  z.number().int().positive().max(2_147_483_647),
]);

export function cursorAt({ column, direction }: Order, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([column, direction, value, id])).toString('base64url');
}

/** The place that a cursor names. It is no secret and no permission: whatever it says, only rows of this list come. */
export function placeOf(model: Model, order: Order, cursor: string): Place {
  const [column, direction, value, id] = cursorShape.safeParse(jsonOf(cursor)).data ?? [];
  if (column !== order.column || direction !== order.direction || value === undefined || id === undefined)
    throw badCursor();
  if (value === null && column !== 'id' && fieldOf(model, column).isRequired) throw badCursor();
  if (cursorAt(order, { value, id }) !== cursor) throw badCursor();
  return { value, id };
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function badCursor(): Refusal {
  return new Refusal(
    'invalid_input',
    'bad_cursor',
    'This address does not fit the list and its order any more. Please begin again at its first page.',
  );
}
