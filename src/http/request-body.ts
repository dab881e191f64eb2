// Shared by both doors: src/admin and src/api may not import each other.
import type { Request } from 'express';
import busboy from 'busboy';
import { Refusal } from '../services/core/errors.js';

export interface UploadedFile {
  name: string;
  bytes: Buffer;
}

export interface RequestBody {
  fields: Record<string, unknown>;
  files: Record<string, UploadedFile>;
}

/** Larger than its limit: the door answers 413. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Neither JSON nor a form: the door answers 415. */
export class UnsupportedBody extends Error {
  override readonly name = 'UnsupportedBody';
}

export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
const MAX_JSON_BYTES = 2 * 1024 * 1024;
const MAX_FORM_BYTES = 256 * 1024;
const FORM_LIMITS = { fields: 200, fieldNameSize: 200, fieldSize: MAX_FORM_BYTES, files: 1, parts: 201, fileSize: MAX_UPLOAD_BYTES };

/** Reads a JSON, url-encoded or multipart body into memory, within limits that nobody can stretch. */
export async function readBody(req: Request): Promise<RequestBody> {
  if (!hasBody(req)) return { fields: {}, files: {} };
  if (req.is('multipart/form-data')) return readMultipart(req);
  if (req.is('application/json')) return { fields: parseJson(await readText(req, MAX_JSON_BYTES)), files: {} };
  if (req.is('application/x-www-form-urlencoded')) {
    return { fields: fieldsOf(new URLSearchParams(await readText(req, MAX_FORM_BYTES))), files: {} };
  }
  throw new UnsupportedBody('Send JSON or a form.');
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

async function readText(req: Request, limit: number): Promise<string> {
  if (Number(req.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge(`A request may be at most ${limit} bytes.`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new BodyTooLarge(`A request may be at most ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal('invalid_input', 'malformed_json', 'The request is not valid JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Refusal('invalid_input', 'malformed_json', 'The request must be a JSON object.');
  }
  return { ...parsed };
}

/** A field sent twice keeps its last value, as a form with a hidden default means it. */
function fieldsOf(entries: Iterable<[string, string]>): Record<string, unknown> {
  return Object.fromEntries(entries);
}

function readMultipart(req: Request): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const entries: [string, string][] = [];
    const files: Record<string, UploadedFile> = {};
    const fail = (error: Error) => {
      req.unpipe(parser);
      req.resume();
      reject(error);
    };
    const tooLarge = () => fail(new BodyTooLarge('The file may be at most 10 MB.'));
    const parser = openParser(req);
    parser.on('field', (name, value, info) => (info.valueTruncated ? tooLarge() : entries.push([name, value])));
    parser.on('file', (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('limit', tooLarge);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (bytes.length > 0) files[name] = { name: (info.filename ?? '').slice(0, 255), bytes };
      });
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) parser.on(limit, tooLarge);
    parser.on('error', () => fail(malformedForm()));
    parser.on('close', () => resolve({ fields: fieldsOf(entries), files }));
    req.on('aborted', () => fail(malformedForm()));
    req.pipe(parser);
  });
}

function openParser(req: Request): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, limits: FORM_LIMITS, defParamCharset: 'utf8' });
  } catch {
    throw malformedForm();
  }
}

function malformedForm(): Refusal {
  return new Refusal('invalid_input', 'malformed_form', 'The form could not be read. Please send it again.');
}
