import { existsSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type RunAs, runCommand } from './run-command.js';
import { DatabaseSetupError } from './setup-error.js';

const NAME = 'postgres';

/**
 * PostgreSQL refuses to run as root: root hands it to the owner of the cluster, at first to the system user `postgres`.
 * Anybody else runs it as themselves.
 */
export async function databaseUser(cluster: string): Promise<RunAs> {
  const me = process.getuid?.();
  if (me === undefined) return null;
  const owner = existsSync(cluster) ? await stat(cluster) : null;
  if (me !== 0) {
    if (owner !== null && owner.uid !== me) throw ownedBySomebodyElse(cluster);
    return null;
  }
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await findUser()) ?? (await createUser());
}

function ownedBySomebodyElse(cluster: string): DatabaseSetupError {
  const folder = path.dirname(cluster);
  return new DatabaseSetupError(
    `The database in ${folder} was made by another user: start as that user (root, when it was made with sudo), ` +
      `or hand it over with "sudo chown -R $(id -u):$(id -g) ${folder}".`,
  );
}

async function findUser(): Promise<RunAs> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', NAME]), runCommand('id', ['-g', NAME])]);
  return uid.code === 0 && gid.code === 0 ? { uid: Number(uid.output), gid: Number(gid.output) } : null;
}

async function createUser(): Promise<RunAs> {
  await runCommand('groupadd', ['--system', NAME]);
  const args = ['--system', '--gid', NAME, '--no-create-home', '--shell', '/usr/sbin/nologin', NAME];
  const made = await runCommand('useradd', args);
  const user = await findUser();
  if (user === null) {
    throw new DatabaseSetupError(
      `PostgreSQL refuses to run as root and the system user "${NAME}" could not be made (${made.output}): ` +
        'start as an ordinary user, or set DATABASE_URL.',
    );
  }
  return user;
}

/** The first folder on the way down to `folder`, itself included, that the user may not pass through. */
export async function firstClosedFolder(folder: string, user: NonNullable<RunAs>): Promise<string | null> {
  const way: string[] = [];
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    way.unshift(at);
    if (at === path.dirname(at)) break;
  }
  for (const at of way) {
    if (!existsSync(at)) return null;
    if (!mayPass(await stat(at), user)) return at;
  }
  return null;
}

function mayPass(folder: Stats, user: NonNullable<RunAs>): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
