import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as GraphileLogger, parseCronItems, type Runner, run, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { Context } from './services/core/context.js';
import { newId } from './services/core/ids.js';
import { sweepOrphanProofs } from './services/payments/sweep-orphan-proofs.js';
import {
  sweepExpiredSessions,
  sweepIdempotencyKeys,
  sweepRateLimits,
} from './services/requests/sweep-request-records.js';
import { sweepExpiredTokens } from './services/users/sweep-expired-tokens.js';
import type { WorkerDeps } from './worker-deps.js';

type Job = (ctx: Context) => Promise<number>;

/** What runs when, in UTC. However many workers there are, each job runs once at each of its times. */
export const TIMETABLE: Record<string, { at: string; job: Job }> = {
  sweep_rate_limits: { at: '*/10 * * * *', job: sweepRateLimits },
  sweep_expired_sessions: { at: '5 * * * *', job: sweepExpiredSessions },
  sweep_expired_tokens: { at: '15 * * * *', job: sweepExpiredTokens },
  sweep_idempotency_keys: { at: '25 * * * *', job: sweepIdempotencyKeys },
  sweep_orphan_proofs: { at: '35 * * * *', job: sweepOrphanProofs },
};

const RETRY_MS = 10_000;
const POOL_SIZE = 3;

/** Keeps the timetable through restarts of the database; starting it never waits for one. */
export function startTimetable(deps: WorkerDeps): { stop(): Promise<void> } {
  const pool = new pg.Pool({
    connectionString: deps.databaseUrl,
    max: POOL_SIZE,
    application_name: 'countersign timetable',
    keepAlive: true,
  });
  pool.on('error', (error) => deps.log.warn({ err: error }, 'a database connection of the timetable broke'));
  const stopping = new AbortController();
  const ended = keepTimetable(deps, pool, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await ended;
      await pool.end();
    },
  };
}

async function keepTimetable(deps: WorkerDeps, pool: pg.Pool, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await runUntilStopped(await startRunner(deps, pool), signal);
    } catch (error) {
      if (!signal.aborted) deps.log.warn({ err: error }, 'the timetable stopped and starts again');
      await sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

async function runUntilStopped(runner: Runner, signal: AbortSignal): Promise<void> {
  const stop = () => void runner.stop().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await runner.promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function startRunner(deps: WorkerDeps, pool: pg.Pool): Promise<Runner> {
  const items = Object.entries(TIMETABLE).map(([task, { at }]) => ({
    task,
    match: at,
    options: { backfillPeriod: 0, maxAttempts: 3 },
  }));
  return run({
    pgPool: pool,
    schema: 'graphile_worker',
    concurrency: 1,
    noHandleSignals: true,
    taskList: taskList(deps),
    parsedCronItems: parseCronItems(items),
    logger: new GraphileLogger(() => (level, message, meta) => {
      if (level === 'error' || level === 'warning') deps.log.warn({ detail: meta?.error }, message);
    }),
  });
}

function taskList(deps: WorkerDeps): TaskList {
  const tasks = Object.entries(TIMETABLE).map(([name, { job }]) => {
    const task = async () => {
      const count = await job({
        installation: deps.installation,
        actor: { type: 'system', label: name },
        clock: deps.clock,
        requestId: newId(),
        ipAddress: '',
      });
      if (count > 0) deps.log.info({ job: name, count }, 'swept');
    };
    return [name, task] as const;
  });
  return Object.fromEntries(tasks);
}
