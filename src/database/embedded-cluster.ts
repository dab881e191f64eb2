import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeDataFolder } from '../data-folder.js';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import { isAlive } from './process-alive.js';
import { firstLine, type RunAs, runCommand } from './run-command.js';
import { DatabaseSetupError } from './setup-error.js';
import { databaseUser, firstClosedFolder } from './system-user.js';

/** One cluster on this machine: its folder, its programs and the system user that it belongs to. */
export interface Cluster {
  folder: string;
  data: string;
  bin: PostgresBinaries;
  runAs: RunAs;
  /** Of the superuser, which owns and migrates. */
  password: string;
  /** Of the role that serves. */
  servingPassword: string;
}

/** Opens the cluster under `folder`, making it at first. */
export async function openCluster(folder: string): Promise<Cluster> {
  const data = path.join(folder, 'cluster');
  const runAs = await databaseUser(data);
  await makeFolder(folder, runAs);
  const bin = await postgresBinaries(folder, runAs);
  const password = await keptPassword(folder, 'password');
  const cluster = {
    folder,
    data,
    bin,
    runAs,
    password,
    servingPassword: await keptPassword(folder, 'serving-password'),
  };
  if (!existsSync(path.join(data, 'PG_VERSION'))) await makeCluster(cluster);
  await refuseOtherVersion(cluster);
  return cluster;
}

async function makeFolder(folder: string, runAs: RunAs): Promise<void> {
  try {
    await makeDataFolder(folder);
  } catch (cause) {
    throw new DatabaseSetupError(
      `The folder ${folder} cannot be made (${firstLine(String(cause))}): make it writable or set DATA_DIR to another.`,
    );
  }
  const closed = runAs === null ? null : await firstClosedFolder(folder, runAs);
  if (closed === null) return;
  throw new DatabaseSetupError(
    `The database runs as a system user of its own, which may not pass through ${closed}: ` +
      `run "chmod o+x ${closed}", or set DATA_DIR to a folder elsewhere, and start again.`,
  );
}

/** Made once and linked into place, so that of two first starts at once both use the same. */
async function keptPassword(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600, flush: true });
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Made beside its place and renamed, so that a start that was killed half-way leaves nothing half-made. */
async function makeCluster({ folder, data, bin, runAs, password }: Cluster): Promise<void> {
  await removeAbandonedNurseries(folder);
  const nursery = path.join(folder, `cluster-${process.pid}`);
  await mkdir(nursery, { mode: 0o700 });
  const passwordFile = path.join(nursery, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runAs !== null) for (const own of [nursery, passwordFile]) await chown(own, runAs.uid, runAs.gid);
  const made = path.join(nursery, 'data');
  const { code, output } = await runCommand(bin.initdb, initdbArguments(made, passwordFile), runAs);
  if (code !== 0) {
    await rm(nursery, { recursive: true, force: true });
    throw new DatabaseSetupError(`The database could not be made in ${folder}: ${lastLine(output)}`);
  }
  await rename(made, data).catch((error: unknown) => {
    if (!existsSync(path.join(data, 'PG_VERSION'))) throw error;
  });
  await rm(nursery, { recursive: true, force: true });
}

async function removeAbandonedNurseries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /^cluster-(\d+)$/.exec(name) ?? [];
    const isOurs = Number(pid) === process.pid;
    if (pid !== undefined && (isOurs || !isAlive(Number(pid))))
      await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function initdbArguments(data: string, passwordFile: string): string[] {
  // The built-in locale sorts and folds case by Unicode and asks neither the system nor ICU for it.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return [
    '-D',
    data,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    ...locale,
    '--no-instructions',
  ];
}

function lastLine(output: string): string {
  return (
    output
      .split('\n')
      .findLast((line) => /error|fatal|not|cannot/i.test(line))
      ?.trim() ?? firstLine(output)
  );
}

async function refuseOtherVersion({ folder, data, bin }: Cluster): Promise<void> {
  const found = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
  if (found === bin.major) return;
  throw new DatabaseSetupError(
    `The database in ${folder} was made by PostgreSQL ${found}, and this release brings PostgreSQL ${bin.major}: ` +
      'start the previous release, run "pg_dump --format=custom --file=countersign.dump <its address>", stop it, ' +
      `run "mv ${folder} ${folder}-${found}", start this release once, ` +
      'and run "pg_restore --clean --if-exists --dbname=<its address> countersign.dump".',
  );
}
