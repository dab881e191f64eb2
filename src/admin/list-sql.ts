import { Prisma } from '@prisma/client';
import type { Model } from './datamodel.js';
import { type Order, orderBy, type Place, partsAfter } from './list-order.js';
import { tableOf } from './table-sql.js';

/** Counted exactly up to here; beyond it, a list says that there are more. */
export const COUNTED_ROWS = 10_000;
/** Conditions without an index are looked for among this many rows at a time, however large the table. */
export const LOOKED_AT = 20_000;

/** Rows t of a table, in an order, from a place on. */
export interface Wanted {
  model: Model;
  order: Order;
  place: Place | null;
  /** What indexes find. */
  found: Prisma.Sql;
  /** What is looked for row by row among the rows found. */
  looked: Prisma.Sql | null;
  skip: number;
  take: number;
}

/** A page's rows and, in the same statement, how many there are: one row at least, without an id where the page is empty. */
export function pageSql(wanted: Wanted, columns: Prisma.Sql, joins: Prisma.Sql): Prisma.Sql {
  const order = orderBy(wanted.model, wanted.order);
  return Prisma.sql`
    SELECT counted."rows counted", counted."rows looked at", ${columns}
    FROM (${countSql(wanted)}) counted LEFT JOIN (${rowsSql(wanted)}) t ON true ${joins} ORDER BY ${order}`;
}

function rowsSql(wanted: Wanted): Prisma.Sql {
  const { model, order, place, found, looked, skip, take } = wanted;
  if (looked === null) return skip === 0 ? partsSql(model, order, place, found, take) : jumpSql(wanted);
  return Prisma.sql`
    SELECT t.* FROM (${partsSql(model, order, place, found, LOOKED_AT)}) t WHERE ${looked}
    ORDER BY ${orderBy(model, order)} LIMIT ${take}::int OFFSET ${skip}::int`;
}

/** Steps over the rows in the index alone, and reads only those of the page. */
function jumpSql({ model, order, found, skip, take }: Wanted): Prisma.Sql {
  return Prisma.sql`
    SELECT t.* FROM ${tableOf(model)} t WHERE t.id = ANY (ARRAY(
      SELECT t.id FROM ${tableOf(model)} t WHERE ${found}
      ORDER BY ${orderBy(model, order)} LIMIT ${take}::int OFFSET ${skip}::int))`;
}

function partsSql(model: Model, order: Order, place: Place | null, found: Prisma.Sql, take: number): Prisma.Sql {
  const parts = place === null ? [Prisma.sql`true`] : partsAfter(model, order, place);
  const selected = parts.map(
    (part) => Prisma.sql`
      SELECT t.* FROM ${tableOf(model)} t WHERE (${found}) AND (${part})
      ORDER BY ${orderBy(model, order)} LIMIT ${take}::int`,
  );
  const [only] = selected;
  if (only !== undefined && selected.length === 1) return only;
  return Prisma.sql`
    SELECT t.* FROM ((${Prisma.join(selected, ') UNION ALL (')})) t ORDER BY ${orderBy(model, order)} LIMIT ${take}::int`;
}

/** In the order of the list, so that the same index serves the count. */
function countSql({ model, order, found, looked }: Wanted): Prisma.Sql {
  const most = looked === null ? COUNTED_ROWS + 1 : LOOKED_AT;
  return Prisma.sql`
    SELECT count(*) FILTER (WHERE ${looked ?? Prisma.sql`true`})::int AS "rows counted", count(*)::int AS "rows looked at"
    FROM (SELECT t.* FROM ${tableOf(model)} t WHERE ${found} ORDER BY ${orderBy(model, order)} LIMIT ${most}::int) t`;
}

/** The last row that was looked at, where there may be more behind it. */
export function lastLookedSql({ model, order, place, found }: Wanted, columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT ${columns} FROM (${partsSql(model, order, place, found, LOOKED_AT)}) t
    ORDER BY ${orderBy(model, order)} LIMIT 1 OFFSET ${LOOKED_AT - 1}::int`;
}

export function idsSql(wanted: Wanted): Prisma.Sql {
  return Prisma.sql`SELECT t.id FROM (${rowsSql(wanted)}) t`;
}
