import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../src/project-folder.js';
import type { Attack } from './attack.js';

const run = promisify(execFile);

/** Made by `npm run build`, and needed by the tests. */
const BUILT = ['src/admin/datamodel.json', 'dist'];
const COMPONENTS = 'src/admin/components/';
const BUNDLE = 'dist/admin-bundle';

/** The sources as they stand here, to be broken. */
export interface SourceCopy {
  folder: string;
  takeOut(defence: Attack['without']): Promise<void>;
  putBack(): Promise<void>;
  remove(): Promise<void>;
}

export async function copySources(): Promise<SourceCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-security-'));
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectFolder,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of [...stdout.split('\0').filter((name) => name !== ''), ...BUILT]) await copyTo(folder, file);
  await symlink(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'));
  let changed: string[] = [];
  return {
    folder,
    async takeOut(defence) {
      changed = [...new Set(defence.map(({ file }) => file))];
      for (const { file, find, replace } of defence) await replaceOnce(path.join(folder, file), find, replace);
      if (changed.some((file) => file.startsWith(COMPONENTS))) await bundle(folder);
    },
    async putBack() {
      for (const file of changed) await copyTo(folder, file);
      if (changed.some((file) => file.startsWith(COMPONENTS))) await copyTo(folder, BUNDLE);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What was deleted and not yet committed is left out. */
async function copyTo(folder: string, file: string): Promise<void> {
  const to = path.join(folder, file);
  await mkdir(path.dirname(to), { recursive: true });
  await cp(path.join(projectFolder, file), to, { recursive: true, force: true }).catch((error: { code?: string }) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

async function replaceOnce(file: string, find: string, replace: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`${file} does not have exactly one: ${find}`);
  await writeFile(
    file,
    text.replace(find, () => replace),
  );
}

function bundle(folder: string): Promise<unknown> {
  return run(process.execPath, [path.join(folder, 'node_modules/tsx/dist/cli.mjs'), 'src/admin/bundle.ts'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
