import type { TestDatabase } from './database.js';

export type Rows = Record<string, unknown[]>;

/** Every row of every table, to see that a failed action left nothing behind. */
export async function allRows({ prisma }: Pick<TestDatabase, 'prisma'>): Promise<Rows> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT relname::text AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY relname`;
  const rows: Rows = {};
  for (const { name } of tables) {
    const found = await prisma.$queryRawUnsafe<{ row: unknown }[]>(
      `SELECT to_jsonb(t) AS row FROM "${name}" t ORDER BY to_jsonb(t)::text`,
    );
    rows[name] = found.map(({ row }) => row);
  }
  return rows;
}
