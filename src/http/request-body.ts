// Shared by both doors: src/admin and src/api may not import each other.
import type { Request } from 'express';
import {
  announcedBytes,
  type BodyLimits,
  BodyTooLarge,
  forgetRest,
  type RequestBody,
  UnsupportedBody,
} from './body-limits.js';
import { decodeUtf8, fieldsOf, parseJson } from './body-text.js';
import { readMultipart } from './multipart-body.js';

/** Reads a JSON, url-encoded or multipart body into memory, within limits that nobody can stretch. */
export async function readBody(req: Request, limits: BodyLimits): Promise<RequestBody> {
  const { fields, files } = await readAny(req, limits);
  return { fields: withoutNamesOfTheLanguage(fields), files: withoutNamesOfTheLanguage(files) };
}

/** Every object has a "constructor" and the like: who looks a field up by its name, AdminJS for one, would find what is none. */
function withoutNamesOfTheLanguage<T>(named: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).filter(([name]) => !(name.replace(/\..*/s, '') in Object.prototype)));
}

async function readAny(req: Request, limits: BodyLimits): Promise<RequestBody> {
  if (!hasBody(req)) return { fields: {}, files: {} };
  refuseForeignEncoding(req);
  if (req.is('multipart/form-data')) return readMultipart(req, limits);
  if (req.is('application/json')) return { fields: parseJson(await readText(req, limits.jsonBytes)), files: {} };
  if (req.is('application/x-www-form-urlencoded')) {
    return { fields: fieldsOf(new URLSearchParams(await readText(req, limits.formBytes)), limits), files: {} };
  }
  throw new UnsupportedBody('Please send JSON or a form.');
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

function refuseForeignEncoding(req: Request): void {
  const charset =
    /;\s*charset="?([^";]+)/i
      .exec(req.headers['content-type'] ?? '')?.[1]
      ?.trim()
      .toLowerCase() ?? 'utf-8';
  if (charset !== 'utf-8' && charset !== 'utf8') throw new UnsupportedBody('Please send text as UTF-8.');
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new UnsupportedBody('Please send the request uncompressed.');
}

async function readText(req: Request, limit: number): Promise<string> {
  const tooLarge = () => new BodyTooLarge(`A request may be at most ${Math.floor(limit / 1024)} kB.`);
  if (announcedBytes(req) > limit) {
    forgetRest(req);
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Destroying the stream would close the connection before the answer is sent.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    forgetRest(req);
  }
  return decodeUtf8(Buffer.concat(chunks));
}
