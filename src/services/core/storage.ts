import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { type BoundedCalls, boundedCalls } from './bounded-calls.js';
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

/**
 * For all folders of the process together. A disk that went away (NFS) answers no call and keeps its thread; Node has four,
 * which hash passwords and look up names as well, so two are left to them. People are told before their browser gives up.
 */
const DISK = boundedCalls({ atOnce: 2, patienceMs: 5_000 });
/** A million names on a slow disk. Nobody waits for them but the timetable, which must end in time when the process stops. */
const LISTING_TIMES = 3;
const CHUNK_BYTES = 1024 * 1024;

/** Whether a thread is at the disk, perhaps for ever. */
export function storageIsBusy(): boolean {
  return DISK.underWay > 0;
}

export function localStorage(folder: string, disk = DISK): FileStorage {
  const fileOf = (key: string) => {
    if (!KEY.test(key) && !UNFINISHED.test(key)) throw new Error(`not a storage key: ${JSON.stringify(key)}`);
    return path.join(folder, key);
  };
  const onDisk: BoundedCalls['run'] = async (call, times) => {
    try {
      return await disk.run(call, times);
    } catch (cause) {
      throw Object.assign(storageUnavailable(), { cause });
    }
  };
  return {
    async put(key, bytes) {
      const file = fileOf(key);
      await onDisk(() => write(file, bytes));
    },
    async read(key) {
      const file = fileOf(key);
      const chunkAt = (position: number) => onDisk(() => readChunk(file, position));
      // The first one now: whoever asks for a file that cannot be read hears so before the answer has begun.
      return Readable.from(chunksFrom(await chunkAt(0), chunkAt), { objectMode: false });
    },
    async remove(key) {
      const file = fileOf(key);
      await onDisk(() => rm(file, { force: true }));
    },
    async *keysOlderThan(time) {
      for (const key of await onDisk(() => readdir(folder).catch(() => []), LISTING_TIMES)) {
        if (!KEY.test(key) && !UNFINISHED.test(key)) continue;
        const file = await onDisk(() => stat(path.join(folder, key)).catch(() => null));
        if (file !== null && file.mtime < time) yield key;
      }
    },
  };
}

async function write(file: string, bytes: Buffer): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.part`, bytes, { mode: 0o600, flush: true });
    await rename(`${file}.part`, file);
  } catch (error) {
    await rm(`${file}.part`, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function* chunksFrom(first: Buffer, chunkAt: (position: number) => Promise<Buffer>): AsyncGenerator<Buffer> {
  let read = 0;
  for (let chunk = first; chunk.length > 0; chunk = await chunkAt(read)) {
    read += chunk.length;
    yield chunk;
  }
}

/** Opened anew for each: a finished file never changes, and no open file waits for a reader or for a disk that hangs. */
async function readChunk(file: string, position: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function storageUnavailable(): Refusal {
  return new Refusal(
    'unavailable',
    'storage_unavailable',
    'The file could not be stored just now. Nothing was submitted; please try again in a few minutes.',
  );
}
