import { addMinutes } from '../core/calendar.js';
import type { Context } from '../core/context.js';

export interface Job {
  name: string;
  everyMinutes: number;
  /** Runs too often to be told of each time, or tells by itself. */
  quiet?: boolean;
  /** Answers how much it did. Running it twice does no harm: a worker may die in the middle. */
  run(ctx: Context): Promise<number>;
}

/** Whoever watches sees it; a database that is away is told of by the next run. */
export async function noteFailure({ installation: { prisma }, clock }: Context, job: Job): Promise<void> {
  await prisma.$executeRaw`
    UPDATE scheduled_jobs SET failures = failures + 1, last_failed_at = ${clock.now()} WHERE name = ${job.name}`;
}

/** Takes up a run of the job, if one is due. Of any number of workers that ask at once, one gets it. */
export async function claimJob({ installation: { prisma }, clock }: Context, job: Job): Promise<boolean> {
  const now = clock.now();
  const claimed = await prisma.$executeRaw`
    INSERT INTO scheduled_jobs AS job (name, last_run_at) VALUES (${job.name}, ${now})
    ON CONFLICT (name) DO UPDATE SET last_run_at = excluded.last_run_at
    WHERE job.last_run_at <= ${addMinutes(now, -job.everyMinutes)}`;
  return claimed === 1;
}
