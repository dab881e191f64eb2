import { Prisma } from '@prisma/client';
import { fieldOf, type Model } from './datamodel.js';
import { type Condition, escapeLike } from './list-filters.js';
import { anyOf, columnOf, storedField } from './table-sql.js';

/** What answers a statement: the database's client, or a test that reads its plan first. */
export interface Reader {
  $queryRaw<T>(sql: Prisma.Sql): PromiseLike<T>;
}

/** One way to find rows by words: which rows f of which table, and the column of the list that leads to them. */
export interface SearchWay {
  from: Prisma.Sql;
  /** On rows f; null where these words cannot be found this way. */
  match(words: string): Prisma.Sql | null;
  /** Whether an index can answer; one of trigrams needs three letters. */
  byIndex(words: string): boolean;
  column: string;
  /** What must hold of the list's own row besides. */
  when?: Prisma.Sql;
}

/** A way with an index, or a column of a small table in which a part is looked for. */
export type SearchPath = string | SearchWay;

/** Up to here the rows found are taken by their ids; words that fit more are looked for row by row. */
const NARROW = 1_000;
const MAX_INT = 2_147_483_647;

/**
 * One search box over all ways. What each way finds is asked first, all in one statement and bounded, so that an OR over
 * several tables never makes the database read one of them whole. A number also finds the record itself.
 */
export async function searchCondition(
  client: Reader,
  model: Model,
  paths: readonly SearchPath[],
  words: string,
): Promise<Condition | null> {
  if (words === '') return null;
  const ways = paths.flatMap((path) => (typeof path === 'string' ? [] : usable(path, words)));
  const found = await ask(
    client,
    ways.filter(({ asked }) => asked),
  );
  const conditions = [
    ...ownNumber(words),
    ...columnConditions(model, paths, words),
    ...ways.map((way) => conditionOf(model, way, found.get(way) ?? null)),
  ];
  const sql = anyOf(conditions.map((condition) => condition.sql));
  return { sql, byIndex: conditions.every(({ byIndex }) => byIndex) };
}

interface UsableWay extends SearchWay {
  condition: Prisma.Sql;
  asked: boolean;
}

function usable(way: SearchWay, words: string): UsableWay[] {
  const condition = way.match(words);
  return condition === null ? [] : [{ ...way, condition, asked: way.byIndex(words) }];
}

async function ask(client: Reader, ways: UsableWay[]): Promise<Map<UsableWay, string[]>> {
  const found = new Map<UsableWay, string[]>(ways.map((way) => [way, []]));
  if (ways.length === 0) return found;
  const questions = ways.map(
    ({ from, condition }, index) =>
      Prisma.sql`SELECT ${index}::int AS way, f.id::text AS id FROM ${from} WHERE ${condition} LIMIT ${NARROW + 1}::int`,
  );
  const rows = await client.$queryRaw<{ way: number; id: string }[]>(
    Prisma.sql`(${Prisma.join(questions, ') UNION ALL (')})`,
  );
  for (const { way, id } of rows) {
    const asked = ways[way];
    if (asked !== undefined) found.get(asked)?.push(id);
  }
  return found;
}

function conditionOf(model: Model, way: UsableWay, ids: string[] | null): Condition {
  const own = columnOf(model, way.column);
  const only = way.when === undefined ? Prisma.empty : Prisma.sql` AND ${way.when}`;
  if (ids === null || ids.length > NARROW)
    // Not EXISTS: the planner would turn that into a join over the whole table.
    return {
      sql: Prisma.sql`(SELECT bool_or(${way.condition}) FROM ${way.from} WHERE f.id = ${own})${only}`,
      byIndex: false,
    };
  if (ids.length === 0) return { sql: Prisma.sql`false`, byIndex: true };
  const isText = storedField(model, way.column).type === 'String';
  const list = isText ? Prisma.sql`${ids}::text[]` : Prisma.sql`${ids.map(Number)}::int[]`;
  return { sql: Prisma.sql`${own} = ANY (${list})${only}`, byIndex: true };
}

function columnConditions(model: Model, paths: readonly SearchPath[], words: string): Condition[] {
  return paths.flatMap((path) => {
    if (typeof path !== 'string') return [];
    if (fieldOf(model, path).type !== 'String') throw new Error(`${model.name}.${path} is no text to search in`);
    return [{ sql: Prisma.sql`${columnOf(model, path)} ILIKE ${`%${escapeLike(words)}%`}`, byIndex: false }];
  });
}

function ownNumber(words: string): Condition[] {
  const id = Number(/^#?(\d{1,10})$/.exec(words)?.[1]);
  return id > 0 && id <= MAX_INT ? [{ sql: Prisma.sql`t.id = ${id}::int`, byIndex: true }] : [];
}
