import type pg from 'pg';
import { TRUTHS } from '../../src/services/verification/truths.js';

interface Found {
  number: number;
  says: string;
  row: string;
  wrong: string;
}

/** The damage and the look at it in one transaction that is rolled back, so that each case starts from a sound database. */
export async function damaged(vandal: pg.Client, sql: string): Promise<Found[]> {
  await vandal.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
  try {
    await vandal.query(sql);
    const findings: Found[] = [];
    for (const { number, says, sql: question } of TRUTHS) {
      const { rows } = await vandal.query<{ row: string; wrong: string }>(question);
      findings.push(...rows.map((found) => ({ number, says, ...found })));
    }
    return findings;
  } finally {
    await vandal.query('ROLLBACK');
  }
}
