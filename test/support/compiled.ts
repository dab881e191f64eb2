import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from '../../src/project-folder.js';

/**
 * The sources as JavaScript, for tests that start whole programs: each starts a second sooner than from TypeScript.
 * Beneath the project, where its packages and its own folder are found. The caller removes it.
 */
export async function compileSources(): Promise<{ folder: string; remove(): Promise<void> }> {
  const cache = path.join(projectFolder, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'countersign-'));
  await build({
    entryPoints: ['src', 'prisma/reference-data'].map((sources) => path.join(projectFolder, sources, '**/*.ts')),
    outbase: projectFolder,
    outdir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
