import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import { APPEND_ONLY, grantServingRole } from '../../src/database/serving-role.js';
import { DatabaseSetupError } from '../../src/database/setup-error.js';
import { useDatabase, withEmptyDatabase } from '../support/database.js';

const test = useDatabase();
const NO_PRIVILEGE = '42501';

/** PostgreSQL's own code of what it refuses; null when nothing did. */
async function refusalOf(sql: string, url = test.url): Promise<string | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(sql);
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? '';
    throw error;
  } finally {
    await client.end();
  }
}

describe('the role that serves', () => {
  const written = [
    'audit_entries',
    'contract_signatures',
    'credit_transactions',
    'payment_proofs',
    'seal_keys',
    'seals',
  ];

  it('is kept from what is written once by a list that names every table with a guard against change', async () => {
    const { rows } = await test.sidePool.query<{ name: string }>(
      `SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE NOT tgisinternal AND tgqual IS NULL
         AND tgfoid = 'refuse_change'::regproc AND tgtype & 24 = 24 ORDER BY name`,
    );
    expect(rows.map(({ name }) => name)).toEqual(written);
    expect(APPEND_ONLY).toEqual(written);
  });

  it.each(
    written.flatMap((table) => [
      `UPDATE ${table} SET id = id`,
      `DELETE FROM ${table}`,
      `SELECT * FROM ${table} FOR UPDATE`,
      `TRUNCATE ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `ALTER TABLE ${table} DISABLE TRIGGER USER`,
      `ALTER TABLE ${table} ADD COLUMN more int`,
      `DROP TABLE ${table}`,
      `CREATE TRIGGER mine BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      `CREATE RULE mine AS ON INSERT TO ${table} DO INSTEAD NOTHING`,
      `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`,
    ]),
  )('may not %s', async (sql) => {
    // A trigger would speak with another code: it is the privilege that is missing.
    expect(await refusalOf(sql)).toBe(NO_PRIVILEGE);
  });

  it.each([
    'CREATE TABLE mine (id int)',
    'CREATE TEMPORARY TABLE accounts (id int)',
    'CREATE SCHEMA mine',
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    'CREATE ROLE mine',
    "SET session_replication_role = 'replica'",
    "SELECT setval('audit_entries_id_seq', 1)",
    'ALTER FUNCTION refuse_change() RENAME TO allow_change',
    'ALTER SEQUENCE audit_entries_id_seq RESTART',
    'ALTER TABLE payments DISABLE TRIGGER USER',
    'TRUNCATE mails',
    'DELETE FROM _prisma_migrations',
    "UPDATE _prisma_migrations SET checksum = ''",
  ])('may not %s', async (sql) => {
    expect(await refusalOf(sql)).toBe(NO_PRIVILEGE);
  });

  it.each([
    'SELECT * FROM audit_entries',
    "INSERT INTO audit_entries (action, actor_type, entity_type) VALUES ('x', 'system', 'Account')",
    'SELECT migration_name FROM _prisma_migrations',
    "INSERT INTO rate_limits (key, points) VALUES ('k', 1); UPDATE rate_limits SET points = 2; DELETE FROM rate_limits",
    "INSERT INTO staff_sessions VALUES ('s', '{}', now()); UPDATE staff_sessions SET sess = '{}'; DELETE FROM staff_sessions",
    'LISTEN mails',
    "SELECT nextval('audit_entries_id_seq')",
  ])('may %s', async (sql) => {
    expect(await refusalOf(sql)).toBeNull();
  });
});

describe('the grants', () => {
  it('reach an installation that is older than the role, once, and take back what was given by hand', async () => {
    await withEmptyDatabase(async (ownerUrl, url) => {
      await migrate(ownerUrl);
      expect(await refusalOf('SELECT * FROM accounts', url)).toBe(NO_PRIVILEGE);
      await Promise.all([grantServingRole({ url, ownerUrl }), grantServingRole({ url, ownerUrl })]);
      expect(await refusalOf("UPDATE accounts SET name = 'x'", url)).toBeNull();
      await owner(
        ownerUrl,
        'GRANT UPDATE (reason) ON audit_entries TO PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC',
      );
      expect(await refusalOf("UPDATE audit_entries SET reason = ''", url)).toBeNull();
      await grantServingRole({ url, ownerUrl });
      expect(await refusalOf("UPDATE audit_entries SET reason = ''", url)).toBe(NO_PRIVILEGE);
      expect(await refusalOf('CREATE TABLE mine (id int)', url)).toBe(NO_PRIVILEGE);
    });
  });

  it('let a process start with the serving role alone, once another has migrated', async () => {
    await withEmptyDatabase(async (ownerUrl, url) => {
      await expect(migrate(url)).rejects.toThrow(/may not migrate it: set MIGRATION_DATABASE_URL/);
      await migrate(ownerUrl);
      await grantServingRole({ url, ownerUrl });
      expect(await migrate(url)).toEqual([]);
    });
  });

  it('are refused to a role that owns the tables, and to one in another database', async () => {
    await withEmptyDatabase(async (ownerUrl, url) => {
      await migrate(ownerUrl);
      const sameRole = ownerUrl.replace('127.0.0.1', 'localhost');
      await expect(grantServingRole({ url: sameRole, ownerUrl })).rejects.toThrow(
        /of DATABASE_URL is a superuser: let MIGRATION_DATABASE_URL name the owner/,
      );
      await expect(grantServingRole({ url: test.url, ownerUrl })).rejects.toThrow(
        new DatabaseSetupError(
          'DATABASE_URL and MIGRATION_DATABASE_URL lead to different databases: let both name the same server and database.',
        ),
      );
      const [role = ''] = [new URL(url).username];
      await owner(ownerUrl, `ALTER TABLE plans OWNER TO ${role}`);
      await expect(grantServingRole({ url, ownerUrl })).rejects.toThrow(/owns the table plans or may become its owner/);
    });
  });
});

async function owner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
