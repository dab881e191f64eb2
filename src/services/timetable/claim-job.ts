import { addMinutes } from '../core/calendar.js';
import type { Context } from '../core/context.js';

export interface Job {
  name: string;
  everyMinutes: number;
  /** Answers how much it did. Running it twice does no harm: a worker may die in the middle. */
  run(ctx: Context): Promise<number>;
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
