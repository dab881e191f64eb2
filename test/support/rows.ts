import type { TestDatabase } from './database.js';

export type Row = Record<string, unknown>;
export type Rows = Record<string, Row[]>;

type Test = Pick<TestDatabase, 'prisma'>;

/** Every row of every table, to see that a failed action left nothing behind. */
export async function allRows(test: Test): Promise<Rows> {
  const rows: Rows = {};
  for (const name of await tableNames(test)) {
    const found = await test.prisma.$queryRawUnsafe<{ row: Row }[]>(
      `SELECT to_jsonb(t) AS row FROM "${name}" t ORDER BY to_jsonb(t)::text`,
    );
    rows[name] = found.map(({ row }) => row);
  }
  return rows;
}

/** What something answered, and every row that was written meanwhile, as it stands afterwards. */
export async function rowsWritten<T>(test: Test, run: () => Promise<T>): Promise<{ answer: T; wrote: Rows }> {
  const tables = await tableNames(test);
  const [before] = await test.prisma.$queryRaw<{ xid: bigint }[]>`SELECT pg_current_xact_id()::text::bigint AS xid`;
  const answer = await run();
  const found = await test.prisma.$queryRawUnsafe<{ name: string; row: Row }[]>(
    tables
      .map((name) => `SELECT '${name}' AS name, to_jsonb(t) AS row FROM "${name}" t WHERE t.xmin::text::bigint > $1`)
      .join(' UNION ALL '),
    before?.xid,
  );
  const wrote: Rows = {};
  for (const { name, row } of found) wrote[name] = [...(wrote[name] ?? []), row];
  return { answer, wrote };
}

async function tableNames({ prisma }: Test): Promise<string[]> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT relname::text AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY relname`;
  return tables.map(({ name }) => name);
}
