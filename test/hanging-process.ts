import { open } from 'node:fs/promises';
import pino from 'pino';
import { shutdownOnSignal } from '../src/shutdown.js';

// Started by test/shutdown.unit.test.ts: runs until it is told to stop, with as many threads in the pipe as it is told.
const [pipe = '', threads = '', closing = ''] = process.argv.slice(2);
const shutdown = shutdownOnSignal(pino(pino.destination({ fd: 1, sync: true })), { patienceMs: 4_000 });
shutdown.onStop(() => (closing === 'never' ? new Promise(() => undefined) : Promise.resolve()));
for (let each = 0; each < Number(threads); each += 1) void open(pipe, 'w');
setInterval(() => undefined, 60_000);
// The calls are where they hang when this is said.
setTimeout(() => console.log('running'), 100);
