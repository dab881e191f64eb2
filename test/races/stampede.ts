import pg from 'pg';
import type { TestDatabase } from '../support/database.js';

const PATIENCE_MS = 4_000;

/**
 * Lets every task run until it stands before a write to one of the tables, and opens the gate only when all stand
 * there: each has read whatever it reads before it writes, which is where a race is lost. Calling them in a loop, or
 * at once without a gate, shows nothing even on naive code: the first is done before the last has begun.
 * `oneAfterTheOther` brings them to the gate in the order of the list.
 */
export async function stampede<T>(
  database: Pick<TestDatabase, 'ownerUrl' | 'prisma'>,
  tables: string[],
  tasks: (() => Promise<T>)[],
  { oneAfterTheOther = false } = {},
): Promise<PromiseSettledResult<T>[]> {
  await warmUp(database, tasks.length);
  const gate = new pg.Client({ connectionString: database.ownerUrl });
  await gate.connect();
  try {
    await gate.query(`BEGIN; LOCK TABLE ${tables.join(', ')} IN SHARE MODE`);
    const running: Promise<T>[] = [];
    for (const task of tasks) {
      running.push(task());
      if (oneAfterTheOther) await untilWaiting(gate, running.length);
    }
    const settled = Promise.allSettled(running);
    await untilWaiting(gate, tasks.length);
    await gate.query('COMMIT');
    return await settled;
  } finally {
    await gate.end();
  }
}

/** Every task gets a connection of its own, opened before the race. */
async function warmUp({ prisma }: Pick<TestDatabase, 'prisma'>, connections: number): Promise<void> {
  await Promise.all(Array.from({ length: connections }, () => prisma.$queryRaw`SELECT pg_sleep(0.02)::text`));
}

async function untilWaiting(gate: pg.Client, racers: number): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await gate.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    const waiting = rows[0]?.waiting ?? 0;
    if (waiting >= racers) return;
    if (Date.now() > giveUp) throw new Error(`only ${waiting} of ${racers} stood at the gate`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What the tasks answered, their refusals by code: `['approved', 'already', 'confirmation_pending']`. */
export function answers<T>(results: PromiseSettledResult<T>[], read: (value: T) => string): string[] {
  return results.map((result) => (result.status === 'fulfilled' ? read(result.value) : codeOf(result.reason)));
}

function codeOf(reason: unknown): string {
  if (typeof reason === 'object' && reason !== null && 'code' in reason) return String(reason.code);
  return String(reason);
}
