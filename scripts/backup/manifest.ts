import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StartError } from '../../src/start-error.js';

const FILE = 'backup.json';

const manifest = z.object({
  madeAt: z.string(),
  /** "cluster": a copy of the embedded database; "dump": of one that is run elsewhere. */
  database: z.enum(['cluster', 'dump']),
  files: z.number(),
});

export type Manifest = z.output<typeof manifest>;

/** Written last: a backup that was interrupted has none. */
export function writeManifest(folder: string, made: Manifest): Promise<void> {
  return writeFile(path.join(folder, FILE), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
}

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(path.join(folder, FILE), 'utf8').catch(() => null);
  if (text === null) throw new StartError(`${folder} holds no finished backup: there is no ${FILE} in it.`);
  return manifest.parse(JSON.parse(text));
}
