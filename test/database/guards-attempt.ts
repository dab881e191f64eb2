import type { Pool } from 'pg';
import { DatabaseError } from 'pg';

/** The guard that must refuse, the SQL it must refuse, and the name it gives where that is another. */
export type Attempt = [guard: string, sql: string, says?: string];

export interface Refused {
  /** The constraint, index or trigger that refused. */
  constraint: string | undefined;
  code: string | undefined;
  message: string;
}

/** Takes a guard away, whatever kind it is, for the transaction in which its attempt is made once more. */
export const WITHOUT = `
  CREATE FUNCTION pg_temp.without(guard text) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    statement text;
  BEGIN
    FOR statement IN
      SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE tgname = guard AND NOT tgisinternal
      UNION ALL
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) FROM pg_constraint
      WHERE conname = guard AND contype <> 't'
      UNION ALL
      SELECT format('DROP INDEX %I', guard) WHERE to_regclass(quote_ident(guard)) IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = guard)
    LOOP
      EXECUTE statement;
    END LOOP;
  END $$;`;

/** Runs SQL as a hand in the database would, up to its commit, and takes it back; null when nothing refused it. */
export async function attempt(pool: Pool, sql: string): Promise<Refused | null> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return null;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { constraint: error.constraint, code: error.code, message: error.message };
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
