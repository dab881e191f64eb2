import { chown, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { RunAs } from '../../src/database/run-command.js';

/**
 * A copy of the embedded cluster while it runs, by PostgreSQL's own protocol for base backups: the npm package brings
 * the server and no pg_dump, and no tool has to be installed for this.
 */

/** Belongs to the running server, not to the data, or is taken after the copy. */
const LEFT_OUT = new Set([
  'pg_wal',
  'postmaster.pid',
  'postmaster.opts',
  'server.log',
  'backup_label',
  'tablespace_map',
]);
/** Only the folder is wanted. */
const EMPTIED = new Set([
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

export async function copyRunningCluster(ownerUrl: string, into: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'countersign backup' });
  await client.connect();
  try {
    const { rows } = await client.query<{ data: string }>("SELECT current_setting('data_directory') AS data");
    const data = rows[0]?.data ?? '';
    // Keeps the log of what is written meanwhile; ends with the connection.
    await client.query(
      "SELECT pg_create_physical_replication_slot('countersign_backup_' || pg_backend_pid(), true, true)",
    );
    await client.query("SELECT pg_backup_start('countersign', true)");
    await copyFolder(data, into);
    const stopped = await client.query<{ label: string; last: string }>(
      'SELECT labelfile AS label, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)',
    );
    const { label = '', last = '' } = stopped.rows[0] ?? {};
    await writeFile(path.join(into, 'backup_label'), label, { mode: 0o600 });
    await copyLog(path.join(data, 'pg_wal'), path.join(into, 'pg_wal'), label, last);
  } finally {
    await client.end();
  }
}

async function copyFolder(from: string, to: string, top = true): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry;
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (name.startsWith('pgsql_tmp') || (top && LEFT_OUT.has(name))) continue;
    if (!entry.isDirectory()) await copyIfThere(source, target);
    else if (top && EMPTIED.has(name)) await mkdir(target, { mode: 0o700 });
    else await copyFolder(source, target, false);
  }
}

/** Files come and go while the server works; the log makes up for it. */
async function copyIfThere(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function copyLog(from: string, to: string, label: string, last: string): Promise<void> {
  const [, first = ''] = /\(file ([0-9A-F]{24})\)/.exec(label) ?? [];
  await mkdir(path.join(to, 'archive_status'), { recursive: true, mode: 0o700 });
  for (const name of await readdir(from)) {
    const isNeeded = /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last;
    if (isNeeded || name.endsWith('.history')) await copyFile(path.join(from, name), path.join(to, name));
  }
}

/** Puts a copied cluster where a start finds it, as the property of the system user that runs it. */
export async function placeCluster(from: string, to: string, owner: RunAs): Promise<void> {
  await readFile(path.join(from, 'backup_label'));
  await copyTree(from, to, owner);
}

async function copyTree(from: string, to: string, owner: RunAs): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  if (owner !== null) await chown(to, owner.uid, owner.gid);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target, owner);
    else {
      await copyFile(source, target);
      if (owner !== null) await chown(target, owner.uid, owner.gid);
    }
  }
}
