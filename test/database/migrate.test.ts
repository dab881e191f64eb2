import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate, migrationsApplied } from '../../src/database/migrate.js';
import { type MigrationFile, readMigrations } from '../../src/database/migration-files.js';
import { DatabaseSetupError } from '../../src/database/setup-error.js';
import { withEmptyDatabase } from '../support/database.js';

const made = (name: string, sql: string, checksum = 'a'.repeat(64)): MigrationFile => ({ name, sql, checksum });
const people = made('20260101000000_people', 'CREATE TABLE people (id int); CREATE TABLE pets (id int);');

describe('migrations', () => {
  it('are applied once, in the order of their names, and written down in the table of Prisma', async () => {
    await withEmptyDatabase(async (url) => {
      const files = await readMigrations();
      expect(await migrate(url)).toEqual(files.map((file) => file.name));
      expect(await migrate(url)).toEqual([]);
      const rows = await query(url, 'SELECT * FROM _prisma_migrations ORDER BY started_at');
      expect(rows.map((row) => row.migration_name)).toEqual(files.map((file) => file.name));
      for (const row of rows) {
        expect(row).toMatchObject({ applied_steps_count: 1, logs: null, rolled_back_at: null });
        expect(row.id).toMatch(/^[0-9a-f-]{36}$/);
        expect(row.checksum).toMatch(/^[0-9a-f]{64}$/);
        expect(row.finished_at).toBeInstanceOf(Date);
      }
    });
  });

  it('run once when several processes start at the same moment', async () => {
    await withEmptyDatabase(async (url) => {
      const applied = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
      expect(applied.flat()).toHaveLength((await readMigrations()).length);
    });
  });

  it('are all or nothing: a file that fails half-way leaves nothing and names itself', async () => {
    await withEmptyDatabase(async (url) => {
      const broken = made('20260102000000_broken', 'CREATE TABLE half (id int); SELECT 1 / 0;');
      await expect(migrate(url, [people, broken])).rejects.toThrow(
        'The migration 20260102000000_broken failed and was undone: division by zero',
      );
      const [row] = await query(url, `SELECT to_regclass('people') AS people, to_regclass('half') AS half`);
      expect(row).toEqual({ people: 'people', half: null });
      const mended = { ...broken, sql: 'CREATE TABLE half (id int);' };
      expect(await migrate(url, [people, mended])).toEqual(['20260102000000_broken']);
    });
  });

  it('refuse a file that was changed after it had been applied', async () => {
    await withEmptyDatabase(async (url) => {
      await migrate(url, [people]);
      const changed = { ...people, sql: 'CREATE TABLE others (id int);', checksum: 'b'.repeat(64) };
      await expect(migrate(url, [changed])).rejects.toThrow(
        new DatabaseSetupError(
          'The migration 20260101000000_people was changed after it had been applied to this database: ' +
            'put the file back as it was, and write the change as a new migration.',
        ),
      );
    });
  });

  it('refuse a database that a newer release has used', async () => {
    await withEmptyDatabase(async (url) => {
      const newer = made('20990101000000_future', 'CREATE TABLE future (id int);');
      await migrate(url, [people, newer]);
      await expect(migrate(url, [people])).rejects.toThrow('which this release does not know');
    });
  });

  it('refuse a migration that another tool began and did not finish', async () => {
    await withEmptyDatabase(async (url) => {
      await migrate(url, [people]);
      await query(url, 'UPDATE _prisma_migrations SET finished_at = NULL');
      await expect(migrate(url, [people])).rejects.toThrow(
        'npx prisma migrate resolve --rolled-back 20260101000000_people',
      );
    });
  });

  it('wait for a table that the old version keeps in use, and nobody who is served waits longer than their patience', async () => {
    await withEmptyDatabase(async (url) => {
      await migrate(url, [people]);
      const [busy, served] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
      await Promise.all([busy.connect(), served.connect()]);
      await busy.query('BEGIN; LOCK TABLE people IN ACCESS SHARE MODE');
      const alter = made('20260102000000_alter', 'ALTER TABLE people ADD COLUMN name text');
      let isWaiting = true;
      const waiting = migrate(url, [people, alter]).finally(() => {
        isWaiting = false;
      });
      let longest = 0;
      // Through a second attempt: the queue behind the migration has dissolved in between.
      for (const began = performance.now(); performance.now() - began < 4_000; ) {
        const asked = performance.now();
        await served.query('SELECT * FROM people');
        longest = Math.max(longest, performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(isWaiting).toBe(true);
      // It did stand behind the migration, and not for longer than a request may wait for a lock.
      expect(longest).toBeGreaterThan(500);
      expect(longest).toBeLessThan(4_500);
      await busy.query('COMMIT');
      expect(await waiting).toEqual(['20260102000000_alter']);
      await Promise.all([busy.end(), served.end()]);
    });
  });

  it('are complete for the health check only when every file of this release is applied', async () => {
    await withEmptyDatabase(async (url) => {
      await migrate(url);
      const pool = new pg.Pool({ connectionString: url });
      expect(await migrationsApplied(pool)).toBe(true);
      await pool.query(
        'DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)',
      );
      expect(await migrationsApplied(pool)).toBe(false);
      await pool.end();
    });
  });

  it('say in one sentence which database cannot be reached', async () => {
    await expect(migrate('postgresql://nobody@127.0.0.1:1/missing')).rejects.toThrow(
      /^The database missing at 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\): check DATABASE_URL and that the server runs\.$/,
    );
  });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
