import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrationsFolder } from '../../src/database/migration-files.js';
import { type Finding, finding } from './finding.js';
import { send } from './http-client.js';
import { until } from './patience.js';
import { start } from './process.js';
import type { Site } from './site.js';

const NAME = '20990101000000_chaos';
/** Longer than a migration waits for a table before it lets the others pass. */
const REPORT_MS = 6_500;

/** Two processes of a newer release start at once while the old version runs and a long report keeps the table busy. */
export async function migrateUnderLoad(site: Site, servers: readonly string[]): Promise<Finding[]> {
  const folder = await newerMigrations(site);
  const report = new pg.Client({ connectionString: site.ownerUrl(), application_name: 'countersign chaos report' });
  await report.connect();
  await report.query('BEGIN; SELECT 1 FROM accounts LIMIT 1');
  const args = { args: [site.ownerUrl(), folder] };
  const starters = [1, 2].map(() => start(site.programs, 'scripts/chaos/migrate-process.js', {}, args));
  await until('one of them waits for the table', async () => (await waiting(site)) > 0);
  const begun = Date.now();
  await sleep(REPORT_MS);
  await report.query('COMMIT');
  await report.end();
  await until('both have ended', () => starters.every((starter) => starter.hasEnded()));
  const took = Date.now() - begun;
  // People go on with the old version on the new tables.
  await sleep(1_500);
  const applied = starters.map((starter) => starter.said().trim().split('\n').at(-1) ?? '');
  const rows = await site.query('SELECT 1 FROM _prisma_migrations WHERE migration_name = $1', [NAME]);
  const ready = await Promise.all(servers.map(async (at) => (await send(`${at}/readyz`)).status));
  const complaints: string[] = [];
  if (applied.toSorted().join() !== `["${NAME}"],[]`) complaints.push(`they said ${applied.join(' and ')}`);
  if (rows.length !== 1) complaints.push(`it is recorded ${rows.length} times`);
  if (ready.some((status) => status !== 200)) complaints.push('a server of the old version is not ready any more');
  return [
    finding(
      'two processes of a newer release migrate at once, while the old version works and a report holds the table for 6.5 s',
      'given up after lock_timeout and tried again; applied once; the old version stays ready',
      `applied by one of the two, ${(took / 1000).toFixed(1)} s after it began to wait; /readyz ${ready.join(' and ')}`,
      complaints,
    ),
  ];
}

async function newerMigrations(site: Site): Promise<string> {
  const folder = path.join(site.folder, 'migrations');
  await cp(migrationsFolder, folder, { recursive: true });
  await mkdir(path.join(folder, NAME));
  await writeFile(path.join(folder, NAME, 'migration.sql'), 'ALTER TABLE accounts ADD COLUMN chaos TEXT;\n');
  return folder;
}

async function waiting(site: Site): Promise<number> {
  const rows = await site.query(
    `SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND relation = 'accounts'::regclass`,
  );
  return rows.length;
}
