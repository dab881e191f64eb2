import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/i;
const SIGNS_OF_A_PROXY = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

type Verdict = 'welcome' | 'token_needed' | 'unknown_here';

/**
 * With METRICS_TOKEN its bearer may read. Without it only who sits at this machine, asks by its loopback name and came
 * through no proxy, and only where the installation is a local one; for everybody else there is nothing here.
 */
export function mayReadMetrics(req: Request, token: string | null, baseUrl: string): Verdict {
  if (token !== null) return hasToken(req, token) ? 'welcome' : 'token_needed';
  const isLocal =
    LOOPBACK_NAMES.has(new URL(baseUrl).hostname) &&
    LOOPBACK_ADDRESS.test(req.socket.remoteAddress ?? '') &&
    LOOPBACK_NAMES.has((req.get('host') ?? '').replace(/:\d+$/, '')) &&
    SIGNS_OF_A_PROXY.every((name) => req.headers[name] === undefined);
  return isLocal ? 'welcome' : 'unknown_here';
}

function hasToken(req: Request, token: string): boolean {
  const sent = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(sent), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
