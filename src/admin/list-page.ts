import type { Prisma } from '@prisma/client';
import type { Model } from './datamodel.js';
import { type Condition, filterConditions } from './list-filters.js';
import { cursorAt, type Order, orderOf, type Place, placeOf, reversed } from './list-order.js';
import type { ListQuery } from './list-query.js';
import { type ListColumns, type ListRow, placeFrom, placeSelect, type RawRow } from './list-rows.js';
import { type Reader, type SearchPath, searchCondition } from './list-search.js';
import { COUNTED_ROWS, idsSql, LOOKED_AT, lastLookedSql, pageSql, type Wanted } from './list-sql.js';
import { allOf } from './table-sql.js';

/** What may be asked of a list. */
export interface Listing {
  client: Reader;
  model: Model;
  columns: ListColumns;
  filterable: readonly string[];
  alsoIndexed: readonly string[];
  search: readonly SearchPath[];
  sortable: ReadonlyMap<string, string>;
  defaultSort: readonly [string, 'asc' | 'desc'];
}

export interface ListPage {
  rows: ListRow[];
  page: number;
  total: number;
  /** False when there are more rows than were counted. */
  totalIsExact: boolean;
  /** How many rows were looked at, where not all could be. */
  lookedAt: number | null;
  sortBy: string;
  direction: 'asc' | 'desc';
  /** Cursors for `before` and `after`; null where the list ends. */
  previous: string | null;
  next: string | null;
}

interface Conditions {
  order: Order;
  found: Prisma.Sql;
  looked: Prisma.Sql | null;
}

/** A page of a list: the one after or before a cursor, at any depth for the same price, or the one with a number. */
export async function readPage(listing: Listing, query: ListQuery, scope: Condition[] = []): Promise<ListPage> {
  const conditions = await conditionsOf(listing, query, scope);
  if (query.cursor === null) return forwards(listing, query, conditions, null, (query.page - 1) * query.perPage);
  const place = placeOf(listing.model, conditions.order, query.cursor.text);
  if (query.cursor.side === 'after') return forwards(listing, query, conditions, place, 0);
  const page = await backwards(listing, query, conditions, place);
  // Before the list's first rows there may be fewer than a page; its first page is shown whole.
  return page.previous === null && page.rows.length < query.perPage
    ? forwards(listing, { ...query, page: 1 }, conditions, null, 0)
    : page;
}

/** Ids of the first rows that match, for a selection larger than a page. */
export async function readIds(listing: Listing, query: ListQuery, limit: number): Promise<number[]> {
  const { order, found, looked } = await conditionsOf(listing, query, []);
  const { client, model } = listing;
  const wanted = { model, order, place: null, found, looked, skip: 0, take: limit };
  return (await client.$queryRaw<{ id: number }[]>(idsSql(wanted))).map(({ id }) => id);
}

async function conditionsOf(listing: Listing, query: ListQuery, scope: Condition[]): Promise<Conditions> {
  const { client, model, search } = listing;
  const order = orderOf(listing, query);
  const filters = filterConditions({ ...listing }, query, order.column);
  const searched = await searchCondition(client, model, search, query.search);
  const all = [...scope, ...filters, ...(searched === null ? [] : [searched])];
  const looked = all.filter(({ byIndex }) => !byIndex).map(({ sql }) => sql);
  return {
    order,
    found: allOf(all.filter(({ byIndex }) => byIndex).map(({ sql }) => sql)),
    looked: looked.length === 0 ? null : allOf(looked),
  };
}

interface Read {
  rows: RawRow[];
  total: number;
  looked: number;
  /** More rows follow those that were taken. */
  more: boolean;
  /** The last row looked at, where the looking ended before the list did. */
  stopped: Place | null;
}

async function read(listing: Listing, wanted: Wanted): Promise<Read> {
  const { client, columns } = listing;
  const raw = await client.$queryRaw<RawRow[]>(
    pageSql({ ...wanted, take: wanted.take + 1 }, columns.select(), columns.joins()),
  );
  const rows = raw.filter((row) => row.id !== null);
  const more = rows.length > wanted.take;
  const [first] = raw;
  const looked = Number(first?.['rows looked at'] ?? 0);
  const stopped = more || wanted.looked === null ? null : await lastLooked(listing, wanted);
  return { rows: rows.slice(0, wanted.take), total: Number(first?.['rows counted'] ?? 0), looked, more, stopped };
}

async function lastLooked({ client }: Listing, wanted: Wanted): Promise<Place | null> {
  const [last] = await client.$queryRaw<RawRow[]>(lastLookedSql(wanted, placeSelect(wanted.model, wanted.order)));
  return last === undefined ? null : placeFrom(last.id, last.value);
}

async function forwards(
  listing: Listing,
  query: ListQuery,
  { order, found, looked }: Conditions,
  place: Place | null,
  skip: number,
): Promise<ListPage> {
  const { model, columns } = listing;
  const got = await read(listing, { model, order, place, found, looked, skip, take: query.perPage });
  const rows = got.rows.map((row) => columns.rowOf(row));
  const isFirst = place === null && skip === 0;
  const [first] = rows;
  const last = got.more ? placeOfRow(rows.at(-1), order) : got.stopped;
  const start = first === undefined ? including(place, order, 'before') : placeOfRow(first, order);
  return {
    ...told(query, order, got, looked !== null),
    rows,
    previous: isFirst || start === null ? null : cursorAt(order, start),
    next: last === null ? null : cursorAt(order, last),
  };
}

async function backwards(
  listing: Listing,
  query: ListQuery,
  { order, found, looked }: Conditions,
  place: Place,
): Promise<ListPage> {
  const { model, columns } = listing;
  const against = reversed(order);
  const got = await read(listing, { model, order: against, place, found, looked, skip: 0, take: query.perPage });
  const rows = got.rows.map((row) => columns.rowOf(row)).reverse();
  const first = got.more ? placeOfRow(rows[0], order) : got.stopped;
  const end = placeOfRow(rows.at(-1), order) ?? including(place, order, 'after');
  return {
    ...told(query, order, got, looked !== null),
    rows,
    page: first === null ? 1 : query.page,
    previous: first === null ? null : cursorAt(order, first),
    next: end === null ? null : cursorAt(order, end),
  };
}

function told({ page }: ListQuery, { column, direction }: Order, { total, looked }: Read, byLooking: boolean) {
  const totalIsExact = looked < (byLooking ? LOOKED_AT : COUNTED_ROWS + 1);
  return {
    page,
    total: Math.min(total, COUNTED_ROWS),
    totalIsExact: totalIsExact && total <= COUNTED_ROWS,
    lookedAt: byLooking && !totalIsExact ? looked : null,
    sortBy: column,
    direction,
  };
}

function placeOfRow(row: ListRow | undefined, { column }: Order): Place | null {
  if (row === undefined) return null;
  if (!Object.hasOwn(row.params, column)) throw new Error(`a list in the order of ${column} did not read it`);
  return placeFrom(row.id, row.params[column]);
}

/** The place one step aside, so that the row at the place itself comes with what lies on that side of it. */
function including(place: Place | null, { direction }: Order, side: 'before' | 'after'): Place | null {
  if (place === null) return null;
  const step = (direction === 'asc') === (side === 'before') ? 1 : -1;
  return { ...place, id: Math.max(1, place.id + step) };
}
