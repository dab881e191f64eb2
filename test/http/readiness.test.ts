import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readiness } from '../../src/http/readiness.js';

it('under a flood of questions the database is asked once', async () => {
  let asked = 0;
  const isReady = readiness(
    () => false,
    async () => {
      asked += 1;
      await sleep(20);
      return true;
    },
  );
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => isReady()));
  expect([answers.every(Boolean), await isReady(), asked]).toEqual([true, true, 1]);
  await sleep(600);
  await isReady();
  expect(asked).toBe(2);
});

it('that the process leaves is told at once, though the database has just said yes', async () => {
  let leaving = false;
  const isReady = readiness(
    () => leaving,
    async () => true,
  );
  expect(await isReady()).toBe(true);
  leaving = true;
  expect(await isReady()).toBe(false);
});

it('a database that fails or does not answer in time is not ready', async () => {
  const failing = readiness(
    () => false,
    () => Promise.reject(new Error('away')),
  );
  expect(await failing()).toBe(false);
  const silent = readiness(
    () => false,
    () => new Promise(() => undefined),
  );
  const from = performance.now();
  expect(await silent()).toBe(false);
  expect(performance.now() - from).toBeLessThan(4_000);
});
