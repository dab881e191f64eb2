// Shared by both doors: src/admin and src/api may not import each other.
import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from '../services/core/errors.js';
import {
  announcedBytes,
  type BodyLimits,
  BodyTooLarge,
  forgetRest,
  MAX_REQUEST_BYTES,
  type RequestBody,
  UnsupportedBody,
  type UploadedFile,
} from './body-limits.js';
import { fieldsOf } from './body-text.js';

const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
/** Of a form without a file. */
const MAX_FORM_BYTES = 2 * 1024 * 1024;

/** A form with at most one file, which is kept in memory or forgotten as it comes. */
export async function readMultipart(req: Request, limits: BodyLimits): Promise<RequestBody> {
  const most = limits.file === undefined ? MAX_FORM_BYTES : MAX_REQUEST_BYTES;
  const sentence = `A request may be at most ${most / 1024 / 1024} MB.`;
  if (announcedBytes(req) <= most) return readParts(req, limits, { most, sentence });
  forgetRest(req);
  throw new BodyTooLarge(sentence);
}

interface Whole {
  most: number;
  sentence: string;
}

function readParts(req: Request, limits: BodyLimits, whole: Whole): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const entries: [string, string][] = [];
    const files = new Map<string, UploadedFile>();
    let failed = false;
    const fail = (error: Error) => {
      if (failed) return;
      failed = true;
      req.unpipe(parser);
      forgetRest(req);
      reject(error);
    };
    const tooLarge =
      (message: string, path = '') =>
      () =>
        fail(new BodyTooLarge(message, Object.fromEntries(entries), path));
    const parser = openParser(req, limits);
    let sent = 0;
    req.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      if (sent > whole.most) tooLarge(whole.sentence)();
    });
    parser.on('field', (name, value, info) => {
      if (info.valueTruncated || info.nameTruncated) tooLarge('This text is too long.', name)();
      else entries.push([name, value]);
    });
    parser.on('file', (name, stream, info) => {
      if (limits.file === 'dropped') return void stream.resume();
      const chunks: Buffer[] = [];
      stream.on('limit', tooLarge('The file may be at most 10 MB.', name));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (bytes.length > 0) files.set(name, { name: cleanFileName(info.filename), bytes });
      });
    });
    parser.on('filesLimit', () => {
      if (limits.file === undefined) fail(new UnsupportedBody('No file is taken here.'));
      else tooLarge('Please send one file at a time.')();
    });
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
        files: limits.file === undefined ? 0 : 1,
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
