// Shared by both doors: src/admin and src/api may not import each other.
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** Thrown when somebody asks too often; the door answers 429 with Retry-After. */
export class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests';

  constructor(readonly retryAfterSeconds: number) {
    super('Too many attempts. Please wait and try again.');
  }
}

export interface Limiter {
  /** Counts one; throws TooManyRequests beyond the limit. */
  consume(key: string): Promise<void>;
  /** Forgets what was counted, after a success. */
  reset(key: string): Promise<void>;
}

interface LimitOptions {
  pool: Pool;
  /** RATE_LIMIT_SCALE */
  scale: number;
  name: string;
  points: number;
  seconds: number;
  log: { error(details: Record<string, unknown>, message: string): void };
}

/**
 * Counted in PostgreSQL, so that any number of processes share one count. While the database cannot count, each process
 * counts by itself: refusing everybody would turn a hiccup into an outage, letting everybody through would open the
 * login to guessing.
 */
export function limiter({ pool, scale, name, points, seconds, log }: LimitOptions): Limiter {
  const rule = { keyPrefix: name, points: Math.max(1, Math.round(points * scale)), duration: seconds };
  const shared = new RateLimiterPostgres({
    ...rule,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
  const alone = new RateLimiterMemory(rule);
  const alarm = (error: unknown) => log.error({ err: error, limit: name }, 'limits are counted by this process alone');
  return {
    async consume(key) {
      const counted = await shared.consume(hashed(key)).catch((error: unknown) => {
        if (error instanceof RateLimiterRes) return error;
        alarm(error);
        return alone.consume(hashed(key)).catch((refused: RateLimiterRes) => refused);
      });
      if (counted.consumedPoints > rule.points)
        throw new TooManyRequests(Math.max(1, Math.ceil(counted.msBeforeNext / 1000)));
    },
    async reset(key) {
      await alone.delete(hashed(key));
      await shared.delete(hashed(key)).catch(alarm);
    },
  };
}

/** Keys hold addresses and e-mails of any length; the table need not know them. */
function hashed(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
