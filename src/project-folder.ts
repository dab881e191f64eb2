import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json: views and migrations stand beside the sources, not beside the compiled code. */
export const projectFolder = findProjectFolder(import.meta.dirname);

function findProjectFolder(from: string): string {
  if (existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  if (parent === from) throw new Error(`no package.json above ${import.meta.dirname}`);
  return findProjectFolder(parent);
}
