import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchInstallation } from './bench-installation.js';

/** How many statements a request costs, as PostgreSQL's own log tells; BEGIN and COMMIT count, too. */
export async function countQueries(bench: BenchInstallation, request: () => Promise<unknown>): Promise<number> {
  await logStatements(bench, 'all');
  const before = (await readFile(bench.databaseLog)).length;
  try {
    await request();
    // A session may be touched after the answer has gone.
    await sleep(100);
  } finally {
    await logStatements(bench, 'none');
  }
  const log = (await readFile(bench.databaseLog)).subarray(before).toString();
  return log.match(/^countersign[^|]*\|.*LOG: {2}(statement|execute [^:]*): /gm)?.length ?? 0;
}

async function logStatements({ client }: BenchInstallation, which: 'all' | 'none'): Promise<void> {
  await client.query(`ALTER SYSTEM SET log_line_prefix = '%a|'`);
  await client.query(`ALTER SYSTEM SET log_statement = '${which}'`);
  await client.query('SELECT pg_reload_conf()');
  await sleep(150);
}
