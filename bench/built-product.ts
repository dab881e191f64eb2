import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';

const BUILT = path.join(projectFolder, 'dist/src/server.js');
const SOURCES = ['src', 'prisma/schema', 'prisma/reference-data'];

/** What is measured is what ships: the compiled product, compiled anew when a source is younger. */
export async function builtProduct(): Promise<void> {
  const built = (await stat(BUILT).catch(() => null))?.mtimeMs ?? 0;
  if ((await youngest()) <= built) return;
  const child = spawn(process.execPath, [path.join(projectFolder, 'scripts/prepare.mjs')], { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error('the product could not be built');
}

async function youngest(): Promise<number> {
  const times = await Promise.all(
    SOURCES.map(async (folder) => {
      const entries = await readdir(path.join(projectFolder, folder), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const stats = await Promise.all(files.map(({ parentPath, name }) => stat(path.join(parentPath, name))));
      return Math.max(...stats.map(({ mtimeMs }) => mtimeMs));
    }),
  );
  return Math.max(...times);
}

/** A compiled module of the product; the type is the one of its source. */
export async function builtModule<Module>(source: string): Promise<Module> {
  return (await import(path.join(projectFolder, 'dist/src', source))) as Module;
}
