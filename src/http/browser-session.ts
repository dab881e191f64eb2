// Shared by both doors: src/admin and src/api may not import each other.
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';

interface SessionOptions {
  /** A small pool of its own, so that busy writers never keep people from being recognised. */
  pool: Pool;
  table: 'user_sessions' | 'staff_sessions';
  cookieName: string;
  cookiePath: string;
  secret: string;
  baseUrl: string;
  maxAgeHours: number;
}

export interface BrowserSession {
  handler: RequestHandler;
  /** Stops the store's timer, so that the process can end. */
  close(): Promise<void>;
}

export function browserSession(options: SessionOptions): BrowserSession {
  const Store = connectPgSimple(session);
  const store = new Store({ pool: options.pool, tableName: options.table, createTableIfMissing: false });
  const handler = session({
    store,
    name: options.cookieName,
    secret: options.secret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    // Behind a proxy that ends https the cookie is secure too.
    proxy: options.baseUrl.startsWith('https:'),
    cookie: {
      path: options.cookiePath,
      httpOnly: true,
      sameSite: 'lax',
      secure: options.baseUrl.startsWith('https:'),
      maxAge: options.maxAgeHours * 3_600_000,
    },
  });
  return { handler, close: async () => store.close() };
}
