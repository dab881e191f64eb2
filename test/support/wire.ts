import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

export interface Wire {
  status: number;
  /** As they came over the wire, compressed. */
  bytes: number;
  text: string;
}

/** An answer as a browser takes it, with its weight: fetch would unpack it and not tell. */
export function wireOf(baseUrl: string, path: string, cookie: string): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, 'accept-encoding': 'gzip, deflate, br', accept: 'application/json, text/html' };
    get(new URL(path, baseUrl), { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        const text = unpacked(body, answer.headers['content-encoding']).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, bytes: body.length, text });
      });
    }).on('error', reject);
  });
}

function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'br') return brotliDecompressSync(body);
  return encoding === 'gzip' ? gunzipSync(body) : body;
}
