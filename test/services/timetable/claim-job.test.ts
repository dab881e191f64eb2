import { expect, it } from 'vitest';
import { claimJob, type Job } from '../../../src/services/timetable/claim-job.js';
import { systemContext } from '../../support/contexts.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation();
const job: Job = { name: 'count_stars', everyMinutes: 10, run: async () => 0 };

it('of twenty workers that look at once exactly one gets the run, and the next one when its time has come', async () => {
  const ctx = systemContext(test);
  const rush = async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimJob(ctx, job)));
    return claims.filter(Boolean).length;
  };
  expect(await rush()).toBe(1);
  expect(await rush()).toBe(0);
  test.clock.moveMinutes(9);
  expect(await rush()).toBe(0);
  test.clock.moveMinutes(1);
  expect(await rush()).toBe(1);
});
