import { setTimeout as sleep } from 'node:timers/promises';
import { completeContracts } from './services/billing-periods/complete-contracts.js';
import { issueDuePeriods } from './services/billing-periods/issue-due-periods.js';
import { renewContracts, sendRenewalNotices } from './services/billing-periods/renew-contracts.js';
import { remindSigners } from './services/contracts/remind-signers.js';
import { newId } from './services/core/ids.js';
import { Trouble } from './services/core/trouble.js';
import { sweepOrphanDocuments } from './services/documents/sweep-orphan-documents.js';
import { queueMissingDocuments } from './services/invoices/queue-missing-documents.js';
import { sweepOrphanProofs } from './services/payments/sweep-orphan-proofs.js';
import {
  sweepExpiredSessions,
  sweepIdempotencyKeys,
  sweepRateLimits,
} from './services/requests/sweep-request-records.js';
import { sealRows } from './services/seals/seal-rows.js';
import { tellHead } from './services/seals/tell-head.js';
import { claimJob, type Job, noteFailure } from './services/timetable/claim-job.js';
import { sweepExpiredTokens } from './services/users/sweep-expired-tokens.js';
import type { WorkerDeps } from './worker-deps.js';

/** What runs how often. However many workers there are, each run happens in one of them. */
export const TIMETABLE: readonly Job[] = [
  { name: 'seal_rows', everyMinutes: 5 / 60, run: sealRows, quiet: true },
  { name: 'tell_head_of_seals', everyMinutes: 24 * 60, run: tellHead, quiet: true },
  // A contract is renewed before its next period falls due, and completed after its last one was issued.
  { name: 'send_renewal_notices', everyMinutes: 60, run: sendRenewalNotices },
  { name: 'renew_contracts', everyMinutes: 60, run: renewContracts },
  { name: 'issue_due_periods', everyMinutes: 5, run: issueDuePeriods },
  { name: 'complete_contracts', everyMinutes: 60, run: completeContracts },
  { name: 'queue_missing_documents', everyMinutes: 60, run: queueMissingDocuments },
  { name: 'remind_signers', everyMinutes: 60, run: remindSigners },
  { name: 'sweep_rate_limits', everyMinutes: 10, run: sweepRateLimits },
  { name: 'sweep_expired_sessions', everyMinutes: 60, run: sweepExpiredSessions },
  { name: 'sweep_expired_tokens', everyMinutes: 60, run: sweepExpiredTokens },
  { name: 'sweep_idempotency_keys', everyMinutes: 60, run: sweepIdempotencyKeys },
  { name: 'sweep_orphan_proofs', everyMinutes: 60, run: sweepOrphanProofs },
  { name: 'sweep_orphan_documents', everyMinutes: 60, run: sweepOrphanDocuments },
];

const LOOK_EVERY_MS = 2_000;
/** A job that runs every hour is asked for every half minute: asking writes. */
const ASK_EVERY_MS = 30_000;

type TimetableDeps = Pick<WorkerDeps, 'installation' | 'clock' | 'log'>;

/** Looks at the clock every few seconds; a database that is away is simply asked again. Stopping waits for the job that runs. */
export function startTimetable(deps: TimetableDeps, jobs = TIMETABLE): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = keepTimetable(deps, jobs, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function keepTimetable(deps: TimetableDeps, jobs: readonly Job[], signal: AbortSignal): Promise<void> {
  const trouble = new Trouble(deps.log, {
    begins: 'the timetable cannot be read',
    ends: 'the timetable can be read again',
  });
  const askAgainAt = new Map<Job, number>();
  while (!signal.aborted) {
    try {
      for (const job of jobs) {
        if (signal.aborted || performance.now() < (askAgainAt.get(job) ?? 0)) continue;
        await runIfDue(deps, job);
        askAgainAt.set(job, performance.now() + Math.min(ASK_EVERY_MS, job.everyMinutes * 60_000));
      }
      trouble.over();
    } catch (error) {
      trouble.met({ err: error });
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function runIfDue({ installation, clock, log }: TimetableDeps, job: Job): Promise<void> {
  const actor = { type: 'system', label: job.name } as const;
  const runId = newId();
  const logger = log.child({ job: job.name, runId });
  const ctx = { installation: { ...installation, logger }, actor, clock, requestId: runId, ipAddress: '' };
  if (!(await claimJob(ctx, job))) return;
  try {
    const count = await job.run(ctx);
    if (count > 0 && job.quiet !== true) logger.info({ count }, 'a job of the timetable ran');
  } catch (error) {
    logger.warn({ err: error }, 'a job of the timetable failed; it runs again at its next time');
    await noteFailure(ctx, job);
  }
}
