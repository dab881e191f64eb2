// Shared by both doors: src/admin and src/api may not import each other.
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';

interface SessionOptions {
  /** A small pool of its own, so that busy writers never keep people from being recognised. */
  pool: Pool;
  table: 'user_sessions' | 'staff_sessions';
  cookie: SessionCookie;
  secret: string;
  baseUrl: string;
  maxAgeHours: number;
}

export interface SessionCookie {
  name: string;
  path: string;
}

export interface BrowserSession {
  handler: RequestHandler;
  /** Stops the store's timer, so that the process can end. */
  close(): Promise<void>;
}

/** Over https browsers take a cookie of this name from this very host alone: no sibling of it can plant one. */
export function cookieAt(baseUrl: string, { name, path }: SessionCookie): SessionCookie & { secure: boolean } {
  const secure = baseUrl.startsWith('https:');
  return secure ? { name: `__Host-${name}`, path: '/', secure } : { name, path, secure };
}

export function browserSession(options: SessionOptions): BrowserSession {
  const { name, path, secure } = cookieAt(options.baseUrl, options.cookie);
  const Store = connectPgSimple(session);
  const store = new Store({ pool: options.pool, tableName: options.table, createTableIfMissing: false });
  const handler = session({
    store,
    name,
    secret: options.secret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    // Behind a proxy that ends https the cookie is secure too.
    proxy: secure,
    cookie: {
      path,
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: options.maxAgeHours * 3_600_000,
    },
  });
  return { handler, close: async () => store.close() };
}
