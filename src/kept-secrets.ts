import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from './config.js';
import { makeDataFolder } from './data-folder.js';

export interface Secrets {
  sessionSecret: string;
  encryptionKey: string;
}

/** The secrets from the settings, else those made at the first start and kept, 0600, under the data folder. */
export async function secretsOf(config: Config): Promise<Secrets> {
  return {
    sessionSecret: config.sessionSecret ?? (await keptSecret(config.dataDir, 'session-secret')),
    encryptionKey: config.encryptionKey ?? (await keptSecret(config.dataDir, 'encryption-key')),
  };
}

async function keptSecret(dataDir: string, name: string): Promise<string> {
  const file = path.join(dataDir, name);
  if (!existsSync(file)) await makeSecret(dataDir, file);
  return (await readFile(file, 'utf8')).trim();
}

/** Linked into place, so that of two first starts at once both use the same and none reads half of it. */
async function makeSecret(dataDir: string, file: string): Promise<void> {
  await makeDataFolder(dataDir);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
}
