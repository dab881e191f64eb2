// Shared by both doors: src/admin and src/api may not import each other.
import type { Request } from 'express';

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
  /** The one file of a form: kept in memory, or thrown away as it comes. Without a word here a file is refused. */
  file?: 'kept' | 'dropped';
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

/** Of one with a file that is too large: its fields are still read, and browsers hear an answer only when all is sent. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
/** Of colleagues who are signed in: enough for the ids of a bulk action. */
export const ROOMY: BodyLimits = { jsonBytes: 2 * 1024 * 1024, formBytes: 256 * 1024, parts: 201, file: 'kept' };
/** Of strangers at the door: an address and a password. */
export const NARROW: BodyLimits = { jsonBytes: 16 * 1024, formBytes: 16 * 1024, parts: 11 };

export function announcedBytes(req: Request): number {
  return Number(req.headers['content-length'] ?? 0);
}

/** What was left unread would stand in the way of the connection's next request; who sends without end is cut off. */
export function forgetRest(req: Request): void {
  if (req.readableEnded) return;
  let forgotten = 0;
  req.on('data', (chunk: Buffer) => {
    forgotten += chunk.length;
    if (forgotten > MAX_REQUEST_BYTES) req.socket.destroy();
  });
  req.resume();
}
