const HERE = 'http://here.invalid';

/** Where to go after signing in: a page of the account on this site, or nothing. Never another site's address. */
export function safeNext(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > 500 || !raw.startsWith('/') || !URL.canParse(raw, HERE)) return null;
  const url = new URL(raw, HERE);
  const isInside = url.pathname === '/app' || url.pathname.startsWith('/app/');
  return url.origin === HERE && isInside ? `${url.pathname}${url.search}` : null;
}
