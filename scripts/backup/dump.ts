import { spawn } from 'node:child_process';
import pg from 'pg';
import { StartError } from '../../src/start-error.js';

/** Without owners and rights: the copy gets its own, as a new installation does. */
const PLAIN = ['--no-owner', '--no-privileges'];

export function dumpDatabase(ownerUrl: string, file: string): Promise<void> {
  return runTool('pg_dump', ownerUrl, ['--format=custom', ...PLAIN, `--file=${file}`]);
}

/** All or nothing, into a database that holds no tables. */
export async function restoreDatabase(ownerUrl: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query(
    "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LIMIT 1",
  );
  await client.end();
  if (rows.length > 0)
    throw new StartError(
      'The database holds tables already: a backup is restored into an empty one ("CREATE DATABASE …").',
    );
  await runTool('pg_restore', ownerUrl, [...PLAIN, '--exit-on-error', '--single-transaction'], [file]);
}

/** The password goes by the environment: arguments are seen by everybody on the machine. */
function runTool(tool: string, url: string, options: string[], last: string[] = []): Promise<void> {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = '';
  return new Promise((resolve, reject) => {
    const child = spawn(tool, [...options, `--dbname=${address.href}`, ...last], {
      stdio: ['ignore', 'inherit', 'pipe'],
      env: { ...process.env, ...(password === '' ? {} : { PGPASSWORD: password }) },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', () =>
      reject(
        new StartError(
          `${tool} is not installed: install PostgreSQL's client programs, of the server's version or later.`,
        ),
      ),
    );
    child.on('close', (code) => (code === 0 ? resolve() : reject(new StartError(`${tool} failed: ${said.trim()}`))));
  });
}
