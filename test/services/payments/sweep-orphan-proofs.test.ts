import { randomBytes } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { boundedCalls } from '../../../src/services/core/bounded-calls.js';
import { addMinutes } from '../../../src/services/core/calendar.js';
import { localStorage, newStorageKey } from '../../../src/services/core/storage.js';
import { sweepOrphanProofs } from '../../../src/services/payments/sweep-orphan-proofs.js';
import { systemContext } from '../../support/contexts.js';
import { signUpAndConfirm } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

it('uploads whose transaction never committed go after an hour; slips of payments and fresh uploads stay', async () => {
  await signUpAndConfirm(test, {}, { proof: { bytes: png, name: 'slip.png' } });
  const [slip = ''] = await readdir(test.proofFolder);
  const [orphan, fresh] = [newStorageKey(), newStorageKey()];
  for (const key of [orphan, fresh]) await test.installation.proofs.put(key, png);
  const twoHoursAgo = addMinutes(test.clock.now(), -120);
  for (const key of [slip, orphan]) await utimes(path.join(test.proofFolder, key), twoHoursAgo, twoHoursAgo);

  expect(await sweepOrphanProofs(systemContext(test))).toBe(1);
  expect((await readdir(test.proofFolder)).sort()).toEqual([slip, fresh].sort());
});

it('a slip that a slow disk kept after its sender had been refused goes as well', async () => {
  const tooSlow = localStorage(test.proofFolder, boundedCalls({ atOnce: 1, patienceMs: 0 }));
  const late = newStorageKey();
  expect(await refusalOf(tooSlow.put(late, randomBytes(10_000_000)))).toMatchObject({ code: 'storage_unavailable' });
  await vi.waitFor(async () => expect(await readdir(test.proofFolder)).toContain(late), 30_000);
  const twoHoursAgo = addMinutes(test.clock.now(), -120);
  await utimes(path.join(test.proofFolder, late), twoHoursAgo, twoHoursAgo);

  expect(await sweepOrphanProofs(systemContext(test))).toBe(1);
  expect(await readdir(test.proofFolder)).not.toContain(late);
});
