// Shared by both doors: src/admin and src/api may not import each other.
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
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

/** Over https browsers take a cookie of this name from this very host alone: no sibling of it can plant one. */
export function cookieAt(baseUrl: string, { name, path }: SessionCookie): SessionCookie & { secure: boolean } {
  const secure = baseUrl.startsWith('https:');
  return secure ? { name: `__Host-${name}`, path: '/', secure } : { name, path, secure };
}

export function browserSession(options: SessionOptions): RequestHandler {
  const { name, path, secure } = cookieAt(options.baseUrl, options.cookie);
  const store = new OpenSessions(options.pool, options.table);
  return session({
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
}

/** A session may end so much sooner than it was last used: one write in a minute instead of one at each request. */
const TOUCH_AFTER_MS = 60_000;

/**
 * A session that was ended stays ended. The store would write it anew for a request that began before and ends after:
 * somebody with a copy of the cookie needs only to send a form slowly while its owner signs out.
 */
class OpenSessions extends connectPgSimple(session) {
  private readonly loaded = new WeakSet<SessionData>();
  /** When it ends by what is stored, in milliseconds. */
  private readonly ends = new WeakMap<SessionData, number>();

  constructor(
    private readonly pool: Pool,
    private readonly table: SessionOptions['table'],
  ) {
    // What has expired goes by a job of the timetable.
    super({ pool, tableName: table, createTableIfMissing: false, pruneSessionInterval: false });
  }

  override get(id: string, done: (error: unknown, data?: SessionData | null) => void): void {
    this.find(id).then((data) => done(null, data), done);
  }

  override createSession(req: Request, stored: SessionData) {
    const opened = super.createSession(req, stored);
    this.loaded.add(opened);
    const end = this.ends.get(stored);
    if (end !== undefined) this.ends.set(opened, end);
    return opened;
  }

  override touch(id: string, data: SessionData, done: () => void = () => undefined): void {
    const lag = Math.abs(Number(data.cookie.expires) - (this.ends.get(data) ?? 0));
    if (lag < TOUCH_AFTER_MS) done();
    else super.touch(id, data, done);
  }

  override set(id: string, data: SessionData, done: (error?: unknown) => void = () => undefined): void {
    if (this.loaded.has(data)) this.renew(id, data).then(() => done(), done);
    else super.set(id, data, done);
  }

  private async find(id: string): Promise<SessionData | null> {
    const { rows } = await this.pool.query<{ sess: SessionData; end: number }>(
      `SELECT sess, extract(epoch FROM expire)::float8 * 1000 AS "end" FROM ${this.table} WHERE sid = $1 AND expire >= now()`,
      [id],
    );
    const [row] = rows;
    if (row === undefined) return null;
    this.ends.set(row.sess, row.end);
    return row.sess;
  }

  private async renew(id: string, data: SessionData): Promise<void> {
    // Until the answer ends, a session that was loaded carries the end that was stored with it, which may be long past.
    if (data.cookie.originalMaxAge !== null) data.cookie.maxAge = data.cookie.originalMaxAge;
    const end = Math.ceil(Number(data.cookie.expires) / 1000);
    const renewal = `UPDATE ${this.table} SET sess = $1, expire = to_timestamp($2) WHERE sid = $3`;
    await this.pool.query(renewal, [data, end, id]);
    this.ends.set(data, end * 1000);
  }
}
