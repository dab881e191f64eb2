import type { Pool } from 'pg';
import { DatabaseError } from 'pg';

export interface Refused {
  /** The constraint, index or trigger that refused. */
  constraint: string | undefined;
  code: string | undefined;
  message: string;
}

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
