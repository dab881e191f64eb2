import pg from 'pg';
import { until } from './patience.js';
import type { Site } from './site.js';

/** A table that nobody may write to until the gate opens: whoever comes is in the middle of a transaction, for certain. */
export interface Gate {
  /** Waits until so many transactions of the product stand before it. */
  heldUp(count: number): Promise<void>;
  open(): Promise<void>;
}

export async function closeGate(site: Site, table: 'audit_entries' | 'mails'): Promise<Gate> {
  const holder = new pg.Client({ connectionString: site.ownerUrl(), application_name: 'countersign chaos gate' });
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(`LOCK TABLE ${table} IN SHARE MODE`);
  return {
    async heldUp(count) {
      await until(
        `${count} transactions stand before ${table}`,
        async () => {
          const [row] = await site.query<{ waiting: number }>(
            `SELECT count(DISTINCT pid)::int AS waiting FROM pg_locks
             WHERE NOT granted AND relation = $1::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
            [table],
          );
          return (row?.waiting ?? 0) >= count;
        },
        4_500,
      );
    },
    async open() {
      await holder.query('ROLLBACK').catch(() => undefined);
      await holder.end().catch(() => undefined);
    },
  };
}
