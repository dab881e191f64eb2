import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import pino from 'pino';
import { hangingFile } from '../scripts/chaos/hanging-file.js';
import { localStorage, newStorageKey } from '../src/services/core/storage.js';
import { shutdownOnSignal } from '../src/shutdown.js';

// Started by test/shutdown.test.ts: runs until it is told to stop, with threads that hang where it is told.
const [folder = '', hanging = '', closing = ''] = process.argv.slice(2);
const shutdown = shutdownOnSignal(pino(pino.destination({ fd: 1, sync: true })), { patienceMs: 4_000 });
shutdown.onStop(() => (closing === 'never' ? new Promise(() => undefined) : Promise.resolve()));
await mkdir(folder);
if (hanging === 'storage') {
  const key = newStorageKey();
  hangingFile(path.join(folder, `${key}.part`));
  localStorage(folder)
    .put(key, Buffer.from('slip'))
    .catch(() => undefined);
}
if (hanging === 'start') {
  hangingFile(path.join(folder, 'pipe'));
  void open(path.join(folder, 'pipe'), 'w');
}
setInterval(() => undefined, 60_000);
// The calls are where they hang when this is said.
setTimeout(() => console.log('running'), 100);
