import type { Pool } from 'pg';
import type { Clock } from '../services/core/calendar.js';
import type { Installation } from '../services/core/context.js';

/** What the back-office is put together from; server and tests hand it in. */
export interface BackOfficeDeps {
  installation: Installation;
  clock: Clock;
  /** A small pool of its own for sessions and limits. */
  sessionPool: Pool;
  sessionSecret: string;
  rateLimitScale: number;
}
