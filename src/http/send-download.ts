import { pipeline, type Readable } from 'node:stream';
import type { Request, Response } from 'express';

export interface Download {
  stream: Readable;
  mediaType: string;
  name: string;
  byteSize: number;
  sha256: string;
}

/** A finished file never changes: whoever has its SHA-256 already is told so instead of being sent it again. */
export function sendDownload(req: Request, res: Response, file: Download): void {
  res.set({
    'Content-Type': file.mediaType,
    'Content-Length': String(file.byteSize),
    'Content-Disposition': `attachment; filename="${plainName(file.name)}"; filename*=UTF-8''${encodedName(file.name)}`,
    'Cache-Control': 'private, no-cache',
    ETag: `"${file.sha256}"`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
  });
  const known = knows(req, file.sha256);
  if (known || req.method === 'HEAD') {
    file.stream.destroy();
    res.status(known ? 304 : 200).end();
    return;
  }
  // Whichever end breaks, the other one is let go.
  pipeline(file.stream, res, () => undefined);
}

/** Express's own check counts for nothing when fetch() adds "no-cache" to a question that was asked by hand. */
export function knows(req: Request, tag: string): boolean {
  const tags = (req.get('if-none-match') ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes(`"${tag}"`);
}

/** For clients that know only the older form. */
function plainName(name: string): string {
  return name.replace(/[^\w. -]/g, '_');
}

function encodedName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
