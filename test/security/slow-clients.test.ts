import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Door, takePort } from '../../src/door.js';
import { slowClientLimits } from '../../src/http/server-limits.js';

/** The patience of a real server is too long for a test: here it is a fraction of a second. */
const QUICK = { headersSeconds: 0.2, requestSeconds: 0.4, silenceSeconds: 0.4 };
const LARGE = 30_000_000;
let door: Door;
let port = 0;

beforeAll(async () => {
  port = await freePort();
  door = await takePort(port, QUICK);
  door.open((req, res) => {
    if (req.method === 'GET') return void res.end(Buffer.alloc(LARGE));
    req.resume().on('end', () => res.end('read'));
  });
});
afterAll(() => door.drain());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

interface Client {
  socket: Socket;
  heard(): Buffer;
  hungUpOn: Promise<boolean>;
}

function newClient(start: string): Client {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  const closed = new Promise<boolean>((resolve) => socket.on('close', () => resolve(true)));
  socket.write(start);
  return { socket, heard: () => Buffer.concat(chunks), hungUpOn: Promise.race([closed, sleep(10_000, false)]) };
}

it.each([
  ['headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-Long: '],
  ['body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n'],
])('a client that sends its %s byte by byte is hung up on', async (_what, start) => {
  const { socket, heard, hungUpOn } = newClient(start);
  const timer = setInterval(() => socket.writable && socket.write('a'), 50);
  expect(await hungUpOn).toBe(true);
  clearInterval(timer);
  expect(heard().toString()).toMatch(/^HTTP\/1\.1 408 /);
});

it('a client that does not take its answer is hung up on', async () => {
  const { socket, heard, hungUpOn } = newClient('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.pause();
  await sleep(1_500);
  socket.resume();
  expect(await hungUpOn).toBe(true);
  expect(heard().length).toBeLessThan(LARGE);
});

it('the patience of a real server ends within minutes', () => {
  const { headersTimeout = 0, requestTimeout = 0, connectionsCheckingInterval, maxHeaderSize } = slowClientLimits();
  expect(headersTimeout).toBeLessThanOrEqual(30_000);
  expect(requestTimeout).toBeLessThanOrEqual(180_000);
  expect(headersTimeout * requestTimeout).toBeGreaterThan(0);
  expect(connectionsCheckingInterval).toBeLessThanOrEqual(5_000);
  expect(maxHeaderSize).toBe(16_384);
});
