import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeDataFolder } from '../../src/data-folder.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { StartError } from '../../src/start-error.js';

export interface DemoFolder {
  isFilled: boolean;
  markFilled(): Promise<void>;
}

/** The demo's own folder. One that holds anything else is left alone; one that was left half filled starts anew. */
export async function openDemoFolder(folder: string, owner: string): Promise<DemoFolder> {
  const marker = path.join(folder, 'demo');
  const database = path.join(folder, 'postgres');
  const state = existsSync(marker) ? (await readFile(marker, 'utf8')).trim() : null;
  if (state === null && existsSync(database)) throw notADemo(folder);
  if (state === 'filling' && existsSync(database)) await removeHalfFilled(folder, database, owner);
  await makeDataFolder(folder);
  if (state !== 'filled') await writeFile(marker, 'filling\n');
  return { isFilled: state === 'filled', markFilled: () => writeFile(marker, 'filled\n') };
}

function notADemo(folder: string): StartError {
  return new StartError(
    `${folder} holds an installation that is no demo, and the demo never writes to it. Leave DATA_DIR out, or name another folder.`,
  );
}

async function removeHalfFilled(folder: string, database: string, owner: string): Promise<void> {
  // A killed demo leaves its database running; it must end before its files go.
  const server = await startEmbeddedPostgres(database, { owner });
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
