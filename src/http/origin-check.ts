// Shared by both doors: src/admin and src/api may not import each other.
import type { Request } from 'express';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True when the request changes nothing or a page of ours sent it. Cookies alone prove nothing: any site can make them travel. */
export function comesFromOurPages(req: Request, baseUrl: string): boolean {
  if (READING.has(req.method)) return true;
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  if (site === undefined && origin === undefined) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  return origin === undefined || isOurOrigin(req, origin, baseUrl);
}

/** A request with neither header nor cookie cannot have been sent by a browser on somebody's behalf. */
export function comesFromProgram(req: Request): boolean {
  return req.get('sec-fetch-site') === undefined && req.get('origin') === undefined && req.get('cookie') === undefined;
}

function isOurOrigin(req: Request, origin: string, baseUrl: string): boolean {
  if (origin === new URL(baseUrl).origin) return true;
  // The same installation under another name, for instance its LAN address; over https no page sent in the clear.
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return host === req.host && (protocol === 'https:' || !baseUrl.startsWith('https:'));
}
