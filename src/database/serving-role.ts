import { randomInt } from 'node:crypto';
import pg from 'pg';
import { MIGRATION_LOCK } from './migrate.js';
import { DatabaseSetupError } from './setup-error.js';

/** What is written once: whoever serves may add to these tables and read them, and nothing else. */
export const APPEND_ONLY = [
  'audit_entries',
  'contract_signatures',
  'credit_transactions',
  'payment_proofs',
  'seal_keys',
  'seals',
];

/** Written by who migrates. */
const READ_ONLY = ['_prisma_migrations'];

export interface DatabaseAddresses {
  /** The role that serves: it reads and writes rows, and cannot change what it may. */
  url: string;
  /** The role that owns the tables and migrates them; the same address where one role does both. */
  ownerUrl: string;
}

/**
 * Leaves the serving role exactly what it needs, also in a database that is older than the role. Nothing is written when
 * all is right, so that every process may ask at every start.
 */
export async function grantServingRole({ url, ownerUrl }: DatabaseAddresses): Promise<void> {
  if (url === ownerUrl) return;
  const [owner, serving] = [await connect(ownerUrl), await connect(url)];
  try {
    await insistOnOneDatabase(owner, serving);
    const { rows } = await serving.query<{ role: string }>('SELECT current_user AS role');
    const role = rows[0]?.role ?? '';
    await refuseOwner(owner, role);
    if ((await wrongPrivileges(owner, role)).length > 0) await setPrivileges(owner, role);
  } finally {
    await Promise.all([owner.end(), serving.end()]);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'countersign grants' });
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseSetupError(`The role of DATABASE_URL cannot connect (${reason}): check its name and password.`);
  });
  return client;
}

/** A lock that one holds is seen by the other only where both are in the same database. */
async function insistOnOneDatabase(owner: pg.Client, serving: pg.Client): Promise<void> {
  const key = randomInt(2 ** 31);
  await owner.query('SELECT pg_advisory_lock($1, 1)', [key]);
  const { rows } = await serving.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1, 1) AS free', [key]);
  await owner.query('SELECT pg_advisory_unlock($1, 1)', [key]);
  if (rows[0]?.free === false) return;
  throw new DatabaseSetupError(
    'DATABASE_URL and MIGRATION_DATABASE_URL lead to different databases: let both name the same server and database.',
  );
}

/** An owner or a superuser would pass every guard, and taking an owner's rights away would break the database. */
async function refuseOwner(owner: pg.Client, role: string): Promise<void> {
  const { rows } = await owner.query<{ why: string }>(
    `SELECT 'is a superuser' AS why FROM pg_roles WHERE rolname = $1 AND rolsuper
     UNION ALL
     SELECT 'is the one of MIGRATION_DATABASE_URL as well' WHERE current_user = $1
     UNION ALL
     (SELECT 'owns the table ' || relname || ' or may become its owner' FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND pg_has_role($1, relowner, 'MEMBER')
      ORDER BY relname LIMIT 1)`,
    [role],
  );
  const [first] = rows;
  if (first === undefined) return;
  throw new DatabaseSetupError(
    `The role "${role}" of DATABASE_URL ${first.why}: let MIGRATION_DATABASE_URL name the owner, and DATABASE_URL ` +
      `a role that only serves; "CREATE ROLE countersign_app LOGIN PASSWORD '…'" makes one.`,
  );
}

interface WrongPrivilege {
  /** "UPDATE on TABLE audit_entries" */
  what: string;
  /** It is there and should not be. */
  surplus: boolean;
  statement: string;
}

async function setPrivileges(owner: pg.Client, role: string): Promise<void> {
  // Two that grant the same at once would trip over each other's rows of the catalogue.
  await owner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  const wrong = await wrongPrivileges(owner, role);
  await owner.query(wrong.map(({ statement }) => statement).join(';\n')).catch((error: unknown) => {
    // Not allowed to: what is still wrong is named below.
    if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error;
  });
  const [left] = await wrongPrivileges(owner, role);
  if (left === undefined) return;
  throw new DatabaseSetupError(
    `The role "${role}" of DATABASE_URL ${left.surplus ? 'has' : 'lacks'} ${left.what}, and the role of MIGRATION_DATABASE_URL ` +
      `may not ${left.surplus ? 'take' : 'give'} it: let that role own the database and everything in it.`,
  );
}

async function wrongPrivileges(owner: pg.Client, role: string): Promise<WrongPrivilege[]> {
  const { rows } = await owner.query<WrongPrivilege>(WRONG_PRIVILEGES, [
    role,
    READ_ONLY,
    [...READ_ONLY, ...APPEND_ONLY],
  ]);
  return rows;
}

// Of a right that is not meant to be, a single column is too much; REVOKE on the table takes it from the columns, too.
const WRONG_PRIVILEGES = `
  WITH tables AS (SELECT oid, relname, oid::regclass AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'USAGE')),
    sequences AS (SELECT oid, oid::regclass AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND pg_has_role(current_user, relowner, 'USAGE')),
    privileges (place, target, privilege, wanted, held) AS (
      SELECT 1, format('DATABASE %I', current_database()), privilege, privilege = 'CONNECT',
        has_database_privilege($1, current_database(), privilege)
      FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMPORARY']) AS privilege
      UNION ALL
      SELECT 2, 'SCHEMA public', privilege, privilege = 'USAGE', has_schema_privilege($1, 'public', privilege)
      FROM unnest(ARRAY['USAGE', 'CREATE']) AS privilege
      UNION ALL
      SELECT 3, format('SEQUENCE %s', name), privilege, privilege <> 'UPDATE', has_sequence_privilege($1, oid, privilege)
      FROM sequences, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS privilege
      UNION ALL
      SELECT 4, format('TABLE %s', name), privilege, wanted,
        CASE WHEN NOT wanted AND privilege IN ('INSERT', 'UPDATE', 'REFERENCES')
          THEN has_any_column_privilege($1, oid, privilege) ELSE has_table_privilege($1, oid, privilege) END
      FROM tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege,
        LATERAL (SELECT CASE privilege WHEN 'SELECT' THEN true WHEN 'INSERT' THEN relname <> ALL ($2::text[])
          WHEN 'UPDATE' THEN relname <> ALL ($3::text[]) WHEN 'DELETE' THEN relname <> ALL ($3::text[]) ELSE false END AS wanted) w)
  SELECT privilege || ' on ' || target AS what, held AS surplus,
    CASE WHEN held THEN format('REVOKE %s ON %s FROM PUBLIC, %I', privilege, target, $1)
      ELSE format('GRANT %s ON %s TO %I', privilege, target, $1) END AS statement
  FROM privileges WHERE wanted <> held ORDER BY place, target, privilege`;
