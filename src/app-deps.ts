import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Monitored } from './monitor/router.js';
import type { Clock } from './services/core/calendar.js';
import type { Installation } from './services/core/context.js';

/** What the HTTP app is put together from; server and tests hand it in. */
export interface AppDeps {
  installation: Installation;
  clock: Clock;
  /** A small pool of its own for sessions, limits and health. */
  sidePool: Pool;
  sessionSecret: string;
  rateLimitScale: number;
  /** How many proxies in front of us are trusted to name the caller's address. */
  trustProxy: number;
  log: Logger;
  /** What GET /metrics tells; without it there is none. */
  monitored?: Monitored;
  /** For /readyz: the database answers, migrations are applied, and we are not shutting down. */
  isReady(): Promise<boolean>;
}
