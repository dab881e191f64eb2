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
import { claimJob, type Job } from './services/timetable/claim-job.js';
import { sweepExpiredTokens } from './services/users/sweep-expired-tokens.js';
import type { WorkerDeps } from './worker-deps.js';

/** What runs how often. However many workers there are, each run happens in one of them. */
export const TIMETABLE: readonly Job[] = [
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

const LOOK_EVERY_MS = 30_000;

type TimetableDeps = Pick<WorkerDeps, 'installation' | 'clock' | 'log'>;

/** Looks at the clock every half minute; a database that is away is simply asked again. Stopping waits for the job that runs. */
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
  while (!signal.aborted) {
    try {
      for (const job of jobs) if (!signal.aborted) await runIfDue(deps, job);
      trouble.over();
    } catch (error) {
      trouble.met({ err: error });
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function runIfDue({ installation, clock, log }: TimetableDeps, job: Job): Promise<void> {
  const actor = { type: 'system', label: job.name } as const;
  const ctx = { installation, actor, clock, requestId: newId(), ipAddress: '' };
  if (!(await claimJob(ctx, job))) return;
  try {
    const count = await job.run(ctx);
    if (count > 0) log.info({ job: job.name, count }, 'a job of the timetable ran');
  } catch (error) {
    log.warn({ err: error, job: job.name }, 'a job of the timetable failed; it runs again at its next time');
  }
}
