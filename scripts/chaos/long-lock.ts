import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './round.js';
import { faultExperiment } from './stage.js';

const LOCK_TIMEOUT_MS = 5_000;

const lockHeldTooLong = (): Fault => ({
  name: 'a lock held too long',
  strike: async () => {
    await sleep(LOCK_TIMEOUT_MS + 500);
    return [];
  },
  // Five seconds, and for a bulk twice more for the rows that are tried alone.
  expects: { codes: ['busy'], maySucceed: true, withinMs: 3 * LOCK_TIMEOUT_MS + 3_000 },
});

export const longLock = faultExperiment('long-lock', 'A lock held for longer than lock_timeout', lockHeldTooLong);
