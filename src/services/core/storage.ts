import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { Refusal } from './errors.js';
import { newId } from './ids.js';

/** Where uploaded files stand. Keys are random names made by us, never taken from a request. */
export interface FileStorage {
  put(key: string, bytes: Buffer): Promise<void>;
  read(key: string): Promise<Readable>;
  remove(key: string): Promise<void>;
  /** Keys whose file is older than the given time, for sweeping files whose transaction failed. */
  keysOlderThan(time: Date): AsyncIterable<string>;
}

const KEY = /^[a-z0-9][a-z0-9-]{15,63}$/;
// What a process killed while it wrote leaves behind; no row ever names one, so it is swept.
const UNFINISHED = /^[a-z0-9][a-z0-9-]{15,63}\.part$/;

export function newStorageKey(): string {
  return newId();
}

export function localStorage(folder: string): FileStorage {
  const fileOf = (key: string) => {
    if (!KEY.test(key) && !UNFINISHED.test(key)) throw new Error(`not a storage key: ${JSON.stringify(key)}`);
    return path.join(folder, key);
  };
  return {
    async put(key, bytes) {
      const file = fileOf(key);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.part`, bytes, { mode: 0o600, flush: true });
        await rename(`${file}.part`, file);
      } catch (cause) {
        await rm(`${file}.part`, { force: true }).catch(() => undefined);
        throw Object.assign(storageUnavailable(), { cause });
      }
    },
    async read(key) {
      const file = fileOf(key);
      try {
        await access(file);
      } catch (cause) {
        throw Object.assign(storageUnavailable(), { cause });
      }
      return createReadStream(file);
    },
    async remove(key) {
      await rm(fileOf(key), { force: true });
    },
    async *keysOlderThan(time) {
      for (const key of await readdir(folder).catch(() => [])) {
        if (!KEY.test(key) && !UNFINISHED.test(key)) continue;
        const file = await stat(path.join(folder, key)).catch(() => null);
        if (file !== null && file.mtime < time) yield key;
      }
    },
  };
}

function storageUnavailable(): Refusal {
  return new Refusal(
    'unavailable',
    'storage_unavailable',
    'The file could not be stored just now. Nothing was submitted; please try again in a few minutes.',
  );
}
