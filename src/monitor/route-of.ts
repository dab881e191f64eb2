import type { Request } from 'express';

/** Where routers are mounted; the longest first. The three prefixes of the API are one. */
const MOUNTS: [prefix: string, shown: string][] = [
  ['/admin', '/admin'],
  ['/assets', '/assets'],
  ['/api/v1', '/api/v1'],
  ['/api', '/api/v1'],
  ['/v1', '/api/v1'],
];

/**
 * The pattern of the route that answered, as it stands in the code: "/api/v1/billing/invoices/:id". Never what was asked
 * for: addresses hold ids and tokens, and whoever invents addresses must not make a series of each.
 */
export function routeOf(req: Request): string {
  const path = req.originalUrl.replace(/\?.*$/s, '').toLowerCase();
  const [prefix, mount] = MOUNTS.find(([start]) => path === start || path.startsWith(`${start}/`)) ?? ['', ''];
  const pattern: unknown = (req.route as { path?: unknown } | undefined)?.path;
  // Patterns that are no text, and what nothing matched.
  if (typeof pattern !== 'string') return `${mount}/*`;
  return prefix !== '' && pattern.startsWith(prefix) ? pattern : `${mount}${pattern}`;
}
