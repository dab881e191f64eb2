import { connect, type Socket } from 'node:net';

export interface RawRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON unless it is text already. */
  body?: unknown;
}

export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
  json(): unknown;
}

/**
 * Sends every request but for its last byte, waits until all have arrived, and then lets the last bytes go together.
 * A plain loop shows no race: the first request is over before the last has left.
 */
export async function race(baseUrl: string, requests: RawRequest[]): Promise<RawResponse[]> {
  const { hostname, port } = new URL(baseUrl);
  const racers = await Promise.all(requests.map((request) => prepare(hostname, Number(port), request)));
  await new Promise((resolve) => setTimeout(resolve, 150));
  const answers = racers.map((racer) => racer.answer);
  for (const { socket, lastByte } of racers) socket.write(lastByte);
  return Promise.all(answers);
}

interface Racer {
  socket: Socket;
  lastByte: Buffer;
  answer: Promise<RawResponse>;
}

async function prepare(host: string, port: number, request: RawRequest): Promise<Racer> {
  const bytes = requestBytes(host, port, request);
  const socket = connect({ host, port, noDelay: true });
  const answer = readAnswer(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  await new Promise<void>((resolve) => socket.write(bytes.subarray(0, -1), () => resolve()));
  return { socket, lastByte: bytes.subarray(-1), answer };
}

function requestBytes(host: string, port: number, { method = 'POST', path, headers = {}, body }: RawRequest): Buffer {
  const isText = typeof body === 'string';
  const payload = Buffer.from(body === undefined ? '' : isText ? body : JSON.stringify(body));
  const all: Record<string, string> = { host: `${host}:${port}`, connection: 'close', ...headers };
  if (body !== undefined) {
    all['content-type'] ??= isText ? 'application/x-www-form-urlencoded' : 'application/json';
    all['content-length'] = String(payload.length);
  }
  const head = [
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), payload]);
}

function readAnswer(socket: Socket): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(parseAnswer(Buffer.concat(chunks))));
  });
}

function parseAnswer(bytes: Buffer): RawResponse {
  const split = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const raw = bytes.subarray(split + 4);
  const text = (headers['transfer-encoding'] === 'chunked' ? dechunk(raw) : raw).toString('utf8');
  return { status: Number(statusLine.split(' ')[1]), headers, text, json: () => JSON.parse(text) as unknown };
}

function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    if (!(size > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
