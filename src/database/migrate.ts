import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { hasChecksum, type MigrationFile, readMigrations } from './migration-files.js';
import { DatabaseSetupError } from './setup-error.js';

/** The number that Prisma's own engine locks with, so that it and we never migrate at the same time. */
export const MIGRATION_LOCK = 72_707_369;
/** While a migration waits for a table, everybody who comes later waits behind it: well below their own five seconds. */
const LOCK_TIMEOUT_MS = 2_000;
const LOCK_ATTEMPTS = 24;

let read: Promise<MigrationFile[]> | null = null;

/** Read once: what a newer release puts in their place while this process runs is not what this process needs. */
function migrationsOfThisRelease(): Promise<MigrationFile[]> {
  read ??= readMigrations();
  return read;
}

interface Recorded {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Applies what is missing from prisma/migrations, one transaction per file, and writes it down as Prisma's own engine
 * does, so that `prisma migrate deploy` and `status` work on the same database. Returns the names applied now.
 */
export async function migrate(url: string, files?: MigrationFile[]): Promise<string[]> {
  const all = files ?? (await migrationsOfThisRelease());
  const client = new pg.Client({ connectionString: url, application_name: 'countersign migrations' });
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => Promise.reject(unreachable(url, error)));
  try {
    await insistOnVersion(client);
    // Who finds nothing to do needs no right to do it: a process may start with the serving role alone.
    if (await isUpToDate(client, all)) return [];
    await insistOnOwner(client);
    // Of several processes that start at once the first migrates, the others wait and find nothing left to do.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(HISTORY_TABLE);
    const missing = missingFiles(all, await readHistory(client));
    for (const file of missing) await applyPatiently(client, file);
    return missing.map((file) => file.name);
  } finally {
    await client.end();
  }
}

/** True when every migration of this release stands in the database; asked by /readyz. */
export async function migrationsApplied(pool: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const files = await migrationsOfThisRelease();
  const { rows } = await pool.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  return files.every((file) => applied.has(file.name));
}

// As Prisma's engine makes it, word for word.
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

async function insistOnVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string }>(`SELECT current_setting('server_version_num') AS number`);
  const major = Math.floor(Number(rows[0]?.number) / 10_000);
  if (major < 15)
    throw new DatabaseSetupError(`The database is PostgreSQL ${major}; PostgreSQL 15 or later is needed.`);
}

async function isUpToDate(client: pg.Client, all: MigrationFile[]): Promise<boolean> {
  const { rows } = await client.query<{ readable: boolean | null }>(
    `SELECT has_table_privilege(to_regclass('_prisma_migrations'), 'SELECT') AS readable`,
  );
  return rows[0]?.readable === true && missingFiles(all, await readHistory(client)).length === 0;
}

async function insistOnOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ role: string; owns: boolean }>(
    `SELECT current_user AS role, coalesce(
       (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('_prisma_migrations')),
       has_schema_privilege('public', 'CREATE')) AS owns`,
  );
  const [found] = rows;
  if (found?.owns === true) return;
  throw new DatabaseSetupError(
    `The database is not up to date, and the role "${found?.role}" may not migrate it: set MIGRATION_DATABASE_URL to the role ` +
      'that owns its tables, or start another process that has it first.',
  );
}

async function readHistory(client: pg.Client): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

function missingFiles(files: MigrationFile[], history: Recorded[]): MigrationFile[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const row of history) {
    const file = byName.get(row.migration_name);
    if (file === undefined) {
      throw new DatabaseSetupError(
        `The database holds the migration ${row.migration_name}, which this release does not know: ` +
          'it was used by a newer release, so start that one, or restore a backup made before it.',
      );
    }
    if (row.finished_at === null) {
      throw new DatabaseSetupError(
        `The migration ${row.migration_name} was begun by another tool and never finished: look at what it left, then ` +
          `run "npx prisma migrate resolve --rolled-back ${row.migration_name}" and start again.`,
      );
    }
    if (!hasChecksum(file, row.checksum)) {
      throw new DatabaseSetupError(
        `The migration ${row.migration_name} was changed after it had been applied to this database: ` +
          'put the file back as it was, and write the change as a new migration.',
      );
    }
  }
  const applied = new Set(history.map((row) => row.migration_name));
  return files.filter((file) => !applied.has(file.name));
}

/** Gives up the queue between attempts: whoever waits for a table's lock makes everybody else wait behind it. */
async function applyPatiently(client: pg.Client, file: MigrationFile): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await apply(client, file);
    } catch (error) {
      await client.query('ROLLBACK');
      if (!(error instanceof pg.DatabaseError)) throw error;
      if (error.code !== '55P03') throw migrationFailed(file, error);
      if (attempt === LOCK_ATTEMPTS) throw tablesBusy(file);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const startedAt = new Date();
  await client.query('BEGIN');
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query(file.sql);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), file.checksum, file.name, startedAt],
  );
  await client.query('COMMIT');
}

function migrationFailed({ name }: MigrationFile, error: pg.DatabaseError): DatabaseSetupError {
  const place = error.where === undefined ? '' : `, ${error.where.split('\n')[0]}`;
  return Object.assign(
    new DatabaseSetupError(`The migration ${name} failed and was undone: ${error.message}${place} (${error.code}).`),
    { cause: error },
  );
}

function tablesBusy({ name }: MigrationFile): DatabaseSetupError {
  return new DatabaseSetupError(
    `The migration ${name} could not lock its tables because another program keeps them busy: nothing was changed; ` +
      'stop other processes of this product and start again.',
  );
}

function unreachable(url: string, error: unknown): DatabaseSetupError {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: '', pathname: '' };
  const reason =
    error instanceof Error && error.message !== '' ? error.message : String((error as { code?: unknown }).code);
  return new DatabaseSetupError(
    `The database ${pathname.slice(1)} at ${host} cannot be reached (${reason}): check DATABASE_URL and that the server runs.`,
  );
}
