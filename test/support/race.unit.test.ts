import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { race } from './race.js';

it('lets forty requests arrive before the first is answered, bodies and answers intact', async () => {
  let inside = 0;
  let mostInside = 0;
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const chunk of req) text += String(chunk);
    inside += 1;
    mostInside = Math.max(mostInside, inside);
    await new Promise((resolve) => setTimeout(resolve, 500));
    inside -= 1;
    res.setHeader('content-type', 'application/json').end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answers = await race(
    baseUrl,
    Array.from({ length: 40 }, (_, index) => ({ path: '/', body: { index } })),
  );
  server.close();
  expect(answers.map((answer) => answer.status)).toEqual(Array(40).fill(200));
  expect(answers.map((answer) => answer.json())).toEqual(Array.from({ length: 40 }, (_, index) => ({ index })));
  expect(mostInside).toBe(40);
});
