import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Door, takePort } from '../../src/door.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';

const server = useServer();
const read: string[] = [];
let door: Door;
let port = 0;

beforeAll(async () => {
  port = await freePort();
  door = await takePort(port);
  door.open((req, res) => {
    read.push(`${req.method} ${req.url}`);
    req.resume().on('end', () => res.end());
  });
});
afterAll(() => door.drain());

async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port: free } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return free;
}

/** What is answered until the server hangs up. */
async function answerTo(request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  socket.write(request);
  await new Promise((resolve) => socket.on('close', resolve));
  return Buffer.concat(chunks).toString();
}

const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

it.each([
  ['two lengths', `Content-Length: 0\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  [
    'a length and chunks',
    `Content-Length: ${HIDDEN.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['chunks and a length', `Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks by a name with a space', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['lines that end in half', `X: y\nContent-Length: 0\n\n${HIDDEN}`],
])('a request with %s is refused, and nothing behind it is taken for another', async (_what, rest) => {
  read.length = 0;
  expect(await answerTo(`POST / HTTP/1.1\r\nHost: x\r\n${rest}`)).toMatch(/^HTTP\/1\.1 400 /);
  expect(read).not.toContain('GET /hidden');
});

it('what asks for no path of ours is told so, and is no trouble of ours', async () => {
  const asked = ['OPTIONS', 'GET', 'HEAD'].map((method) => ({ method, path: '*' }));
  expect((await race(server.baseUrl, asked)).map(({ status }) => status)).toEqual([400, 400, 400]);
  const [elsewhere] = await race(server.baseUrl, [{ method: 'GET', path: 'http://evil.example/app' }]);
  expect([elsewhere?.status, elsewhere?.headers.location]).toEqual([
    303,
    `/login?next=${encodeURIComponent('http://evil.example/app')}`,
  ]);
});
