import type pg from 'pg';

/**
 * Runs a load with triggers off and with foreign keys and indexes, but for the primary keys, taken down, and puts all of
 * it back: a foreign key and a unique index that come back are checked over every row. CHECKs and generated columns stay.
 * The caller's transaction decides: what failed leaves every guard where it was.
 */
export async function withoutGuards(client: pg.Client, tables: string[], load: () => Promise<void>): Promise<void> {
  const keys = await foreignKeys(client, tables);
  const indexes = await indexesOf(client, tables);
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
  for (const { name } of indexes) await client.query(`DROP INDEX "${name}"`);
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await load();
  for (const table of tables) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  for (const { definition } of indexes) await client.query(definition);
  for (const { table, name, definition } of keys)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition}`);
}

interface Guard {
  table: string;
  name: string;
  definition: string;
}

async function foreignKeys(client: pg.Client, tables: string[]): Promise<Guard[]> {
  const { rows } = await client.query<Guard>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE contype = 'f' AND (conrelid = ANY ($1::text[]::regclass[]) OR confrelid = ANY ($1::text[]::regclass[]))`,
    [tables],
  );
  return rows;
}

async function indexesOf(client: pg.Client, tables: string[]): Promise<Guard[]> {
  const { rows } = await client.query<Guard>(
    `SELECT i.indrelid::regclass::text AS table, c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisprimary AND i.indrelid = ANY ($1::text[]::regclass[])`,
    [tables],
  );
  return rows;
}
