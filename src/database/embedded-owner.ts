import pg from 'pg';
import { DatabaseSetupError } from './setup-error.js';

const OWNER_LOCK = 727_001;
/** A killed owner's connection needs a moment until the server has noticed. */
const PATIENCE_MS = 1_500;

export interface OwnershipWish {
  /** What a second starter is told: "http://localhost:3000", or what kind of program it is. */
  owner: string;
  /** Use the server of a process that runs already instead of refusing. */
  attach?: boolean;
}

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Who stops the server is who holds a lock inside it. The lock ends with its holder's connection, however the holder
 * died, and no process number has to be believed.
 */
export async function takeOwnership(
  url: string,
  folder: string,
  { owner, attach }: OwnershipWish,
): Promise<Ownership | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `countersign ${owner}`.slice(0, 63),
    keepAlive: true,
  });
  // The server going away is noticed by those who query it; this connection only holds the lock.
  client.on('error', () => undefined);
  await client.connect();
  if (await lock(client, attach === true ? 0 : PATIENCE_MS)) return { release: () => client.end() };
  const holder = await currentHolder(client);
  await client.end();
  if (attach === true) return null;
  throw new DatabaseSetupError(
    `Countersign is already running on ${folder}${place(holder)}: stop it first, or set PORT and DATA_DIR to start another copy.`,
  );
}

async function lock(client: pg.Client, patienceMs: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [OWNER_LOCK]);
  if (rows[0]?.locked === true || patienceMs === 0) return rows[0]?.locked === true;
  try {
    await client.query(`SET lock_timeout = ${patienceMs}`);
    await client.query('SELECT pg_advisory_lock($1)', [OWNER_LOCK]);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '55P03') return false;
    throw error;
  }
}

async function currentHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = $1 AND l.granted`,
    [OWNER_LOCK],
  );
  return rows[0]?.name.replace(/^countersign /, '') ?? '';
}

function place(holder: string): string {
  if (holder === '') return '';
  return holder.startsWith('http') ? ` at ${holder}` : ` (${holder})`;
}
