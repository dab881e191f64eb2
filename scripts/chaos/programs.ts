import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { isAlive } from '../../src/database/process-alive.js';
import { projectFolder } from '../../src/project-folder.js';

export interface Programs {
  /** Each file of the project is found here as JavaScript, under its own path. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Not in node_modules, which is somebody else's where a copy of the project only links to it. */
const HOME = path.join(projectFolder, '.tmp/programs');
const SOURCES = ['src', 'prisma/reference-data', 'scripts', 'test'];

/**
 * The sources as JavaScript, for who starts whole programs: each starts two seconds sooner than from TypeScript, and as
 * `npm start` does. Beneath the project, where its packages and its own folder are found.
 */
export async function compileSources(): Promise<Programs> {
  await mkdir(HOME, { recursive: true });
  await removeAbandoned();
  const folder = await mkdtemp(path.join(HOME, `${process.pid}-`));
  await build({
    entryPoints: SOURCES.map((sources) => path.join(projectFolder, sources, '**/*.ts')),
    outbase: projectFolder,
    outdir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Who was killed has left theirs. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(HOME)) {
    if (!isAlive(Number.parseInt(name, 10))) await rm(path.join(HOME, name), { recursive: true, force: true });
  }
}
