// Shared by both doors: src/admin and src/api may not import each other.
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

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
}

/** Counted in PostgreSQL, so that any number of processes share one count. */
export function limiter({ pool, scale, name, points, seconds }: LimitOptions): Limiter {
  const counter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points: Math.max(1, Math.round(points * scale)),
    duration: seconds,
  });
  return {
    async consume(key) {
      try {
        await counter.consume(key.slice(0, 200));
      } catch (error) {
        if (error instanceof RateLimiterRes) throw new TooManyRequests(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
        throw error;
      }
    },
    async reset(key) {
      await counter.delete(key.slice(0, 200));
    },
  };
}
