// Shared by both doors: src/admin and src/api may not import each other.
import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from '../services/core/errors.js';

export interface UploadedFile {
  name: string;
  bytes: Buffer;
}

export interface RequestBody {
  fields: Record<string, unknown>;
  files: Record<string, UploadedFile>;
}

export interface BodyLimits {
  jsonBytes: number;
  /** Of a url-encoded form, and of one field of a multipart form. */
  formBytes: number;
  parts: number;
  /** A page shows a form again with the error at its field: it leaves characters that are not text to the operation. */
  leaveTextToOperation?: boolean;
}

/** Larger than its limit: the door answers 413. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  /** What had been read by then, so that a page can show it again. */
  constructor(
    message: string,
    readonly fields: Record<string, unknown> = {},
    /** The field or file it was. */
    readonly path = '',
  ) {
    super(message);
  }
}

/** Neither JSON nor a form: the door answers 415. */
export class UnsupportedBody extends Error {
  override readonly name = 'UnsupportedBody';
}

const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
const MAX_JSON_DEPTH = 32;
/** Enough for the ids of a bulk action. */
const ROOMY: BodyLimits = { jsonBytes: 2 * 1024 * 1024, formBytes: 256 * 1024, parts: 201 };

/** Reads a JSON, url-encoded or multipart body into memory, within limits that nobody can stretch. */
export async function readBody(req: Request, limits = ROOMY): Promise<RequestBody> {
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
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge();
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
    // What was left unread would stand in the way of the connection's next request.
    req.resume();
  }
  return decodeUtf8(Buffer.concat(chunks));
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid_input', 'malformed_text', 'The request is not valid UTF-8 text.');
  }
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
  const fields = { ...parsed };
  insistOnText(fields, '', 0);
  return fields;
}

const NOT_TEXT = /[\0\p{Surrogate}]/u;

/** PostgreSQL keeps neither NUL nor half of a surrogate pair; a tower of brackets would exhaust whoever walks it. */
function insistOnText(value: unknown, path: string, depth: number): void {
  if (depth > MAX_JSON_DEPTH) throw new Refusal('invalid_input', 'malformed_json', 'The request is nested too deeply.');
  if (typeof value === 'string' && NOT_TEXT.test(value)) throw unreadableText(path);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    insistOnText(inner, path === '' ? name : `${path}.${name}`, depth + 1);
}

function unreadableText(path: string): Refusal {
  const message = 'Please remove the characters that are not text.';
  return new Refusal('invalid_input', 'invalid_input', message, [{ path, message }]);
}

/** A field sent twice keeps its last value, as a form with a hidden default means it. */
function fieldsOf(entries: Iterable<[string, string]>, limits: BodyLimits): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.fromEntries(entries);
  if (limits.leaveTextToOperation !== true) insistOnText(fields, '', 0);
  return fields;
}

function readMultipart(req: Request, limits: BodyLimits): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const entries: [string, string][] = [];
    const files = new Map<string, UploadedFile>();
    const fail = (error: Error) => {
      req.unpipe(parser);
      req.resume();
      reject(error);
    };
    const tooLarge =
      (message: string, path = '') =>
      () =>
        fail(new BodyTooLarge(message, Object.fromEntries(entries), path));
    const parser = openParser(req, limits);
    parser.on('field', (name, value, info) => {
      if (info.valueTruncated || info.nameTruncated) tooLarge('This text is too long.', name)();
      else entries.push([name, value]);
    });
    parser.on('file', (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('limit', tooLarge('The file may be at most 10 MB.', name));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (bytes.length > 0) files.set(name, { name: cleanFileName(info.filename), bytes });
      });
    });
    parser.on('filesLimit', tooLarge('Please send one file at a time.'));
    for (const limit of ['fieldsLimit', 'partsLimit'] as const)
      parser.on(limit, tooLarge('The form has too many fields.'));
    parser.on('error', () => fail(malformedForm()));
    parser.on('close', () => {
      try {
        resolve({ fields: fieldsOf(entries, limits), files: Object.fromEntries(files) });
      } catch (error) {
        reject(error);
      }
    });
    req.on('aborted', () => fail(malformedForm()));
    req.pipe(parser);
  });
}

function openParser(req: Request, limits: BodyLimits): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        files: 1,
        fileSize: MAX_UPLOAD_BYTES,
        fields: limits.parts - 1,
        parts: limits.parts,
        fieldNameSize: 200,
        fieldSize: limits.formBytes,
      },
    });
  } catch {
    throw malformedForm();
  }
}

/** The last part of a path, without what could forge a header, a line or a reading direction. */
export function cleanFileName(raw: string | undefined): string {
  const [last = ''] = (raw ?? '').split(/[\\/]/).slice(-1);
  const name = last.replace(/[\p{C}\p{Zl}\p{Zp}"<>|:*?]/gu, '').trim();
  return Array.from(name).slice(-200).join('') || 'file';
}

function malformedForm(): Refusal {
  return new Refusal('invalid_input', 'malformed_form', 'The form could not be read. Please send it again.');
}
