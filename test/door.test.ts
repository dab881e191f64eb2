import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Door, takePort } from '../src/door.js';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let door: Door;
let port = 0;

beforeEach(async () => {
  port = await freePort();
  door = await takePort(port);
  door.open((req, res) => {
    let length = 0;
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    req.on('end', () => res.end(String(length)));
  });
});
afterEach(() => door.drain());

it('an upload that began before the server left is taken to its end', async () => {
  const upload = send({ method: 'POST' }, 'half');
  await sleep(20);
  const left = door.leave(0).then(() => door.drain());
  await sleep(100);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  upload.end('and half');
  expect(await upload.answer).toMatchObject({ status: 200, body: '12' });
  await left;
});

it('while it leaves it answers old and new connections, and asks each to go elsewhere', async () => {
  expect(await send({ agent }).done()).toMatchObject({ connection: 'keep-alive' });
  const left = door.leave(0.3);
  expect(await send({ agent }).done()).toMatchObject({ status: 200, connection: 'close' });
  expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('connection')).toBe('close');
  await left;
});

interface Answer {
  status: number | undefined;
  connection: string | undefined;
  body: string;
}

function send(options: { method?: string; agent?: Agent }, begin?: string) {
  const req = request({ port, host: '127.0.0.1', ...options });
  const answer = new Promise<Answer>((resolve, reject) => {
    req.on('error', reject);
    req.on('response', (res) => {
      let body = '';
      res.on('data', (chunk) => {
        body += chunk;
      });
      res.on('end', () => resolve({ status: res.statusCode, connection: res.headers.connection, body }));
    });
  });
  if (begin !== undefined) req.write(begin);
  const end = (rest?: string) => req.end(rest);
  return {
    answer,
    end,
    done() {
      end();
      return answer;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
