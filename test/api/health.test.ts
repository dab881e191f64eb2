import { expect, test } from 'vitest';
import { useServer } from '../support/http.js';

const server = useServer();

test('the process says that it is up, and that it may be given work', async () => {
  const health = await server.fetch('/healthz');
  const ready = await server.fetch('/readyz');
  expect([health.status, await health.text()]).toEqual([200, 'ok']);
  expect([ready.status, await ready.text()]).toEqual([200, 'ready']);
});
