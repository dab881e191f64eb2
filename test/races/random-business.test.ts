import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Refusal } from '../../src/services/core/errors.js';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { signUpForPlan, signUpTenant } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { type Deed, deed, doIt, worldOf } from './random-business.js';

const test = useInstallation({ startsAt: '2026-01-31T22:00:00Z', poolSize: 12 });

async function someTenants() {
  return [await signUpTenant(test), await signUpForPlan(test), await signUpTenant(test, { planSlug: 'managed-trial' })];
}

/** A refusal is an answer. Anything else is a bug; and nobody is told “busy”, since nobody waits in a circle. */
function expectAnswers(results: PromiseSettledResult<unknown>[], deeds: Deed[]): void {
  const bugs = results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    const { reason } = result;
    return reason instanceof Refusal && reason.kind !== 'unavailable' ? [] : [`${deeds[index]?.what}: ${reason}`];
  });
  expect(bugs).toEqual([]);
}

async function expectTruths(): Promise<void> {
  const findings = await verifyTruths(test);
  expect(findings.map(({ truth, row, wrong }) => `${truth.number}. ${truth.says}: ${row} ${wrong}`)).toEqual([]);
}

it('whatever happens one after the other, the truths hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 40, size: 'max' }), async (deeds) => {
      const world = await worldOf(test, await someTenants());
      for (const drawn of deeds) expectAnswers(await Promise.allSettled([doIt(world, drawn)]), [drawn]);
      await expectTruths();
    }),
    { numRuns: 5, endOnFailure: true, interruptAfterTimeLimit: 15_000 },
  );
});

it('whatever happens at once, six people at a time, the truths hold and nobody waits in a circle', async () => {
  const hour = fc.array(deed, { minLength: 6, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(hour, { minLength: 5, maxLength: 12, size: 'max' }), async (hours) => {
      const world = await worldOf(test, await someTenants());
      for (const deeds of hours)
        expectAnswers(await Promise.allSettled(deeds.map((drawn) => doIt(world, drawn))), deeds);
      await expectTruths();
    }),
    { numRuns: 5, endOnFailure: true, interruptAfterTimeLimit: 15_000 },
  );
});
