import { describe, expect, it } from 'vitest';
import { factsOfSchema, readDataModel } from '../structure/schema-facts.js';
import { useDatabase } from '../support/database.js';
import { attempt } from './guards-attempt.js';

const database = useDatabase();

/** "payments_entered_by_id_fkey", as Prisma names them. */
const SINGLE_KEYS = factsOfSchema(readDataModel()).flatMap((fact) => {
  const [, table, column] = /^foreign key (\w+) \((\w+)\) to /.exec(fact) ?? [];
  return column === undefined ? [] : [`${table}_${column}_fkey`];
});

/**
 * Leaves of a table nothing but its columns and one key: no CHECK, no NOT NULL, no trigger and no other key. Only so is it
 * certain who refuses the row that it answers, which names what does not exist.
 */
const ALONE = `
  CREATE FUNCTION pg_temp.alone(kept text) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE
    own regclass := (SELECT conrelid FROM pg_constraint WHERE conname = kept AND contype = 'f');
    statement text;
  BEGIN
    FOR statement IN
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', own, conname) FROM pg_constraint
      WHERE conrelid = own AND conname <> kept AND contype IN ('c', 'f', 'p', 'x')
    LOOP EXECUTE statement; END LOOP;
    FOR statement IN
      SELECT format('ALTER TABLE %1$s ALTER COLUMN %2$I DROP IDENTITY IF EXISTS, ALTER COLUMN %2$I DROP NOT NULL', own, attname)
      FROM pg_attribute WHERE attrelid = own AND attnum > 0 AND NOT attisdropped AND attnotnull
    LOOP EXECUTE statement; END LOOP;
    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', own);
    RETURN (SELECT format('INSERT INTO %s (%I) VALUES (2147483647)', own, attname) FROM pg_constraint
            JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE conname = kept AND contype = 'f');
  END $$;`;

const tryWith = (key: string, taken = '') => `${ALONE}
  DO $$ DECLARE stranger text := pg_temp.alone('${key}'); BEGIN ${taken} EXECUTE stranger; END $$;`;
const dropped = (key: string) => `
  EXECUTE (SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE conname = '${key}');`;

describe('foreign keys of one column', () => {
  it.each(SINGLE_KEYS)('%s refuses a row that names what does not exist', async (key) => {
    expect(await attempt(database.owner.sidePool, tryWith(key))).toMatchObject({ constraint: key, code: '23503' });
  });

  it.each(SINGLE_KEYS)('without %s nothing says so of that row', async (key) => {
    expect(await attempt(database.owner.sidePool, tryWith(key, dropped(key)))).toBeNull();
  });

  it('are all tried', async () => {
    const { rows } = await database.owner.sidePool.query<{ key: string }>(`
      SELECT conname::text AS key FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND cardinality(conkey) = 1 ORDER BY key`);
    expect(rows.map(({ key }) => key)).toEqual(SINGLE_KEYS.toSorted());
  });
});
