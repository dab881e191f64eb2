import { expect, it } from 'vitest';
import { addMinutes } from '../../../src/services/core/calendar.js';
import {
  sweepExpiredSessions,
  sweepIdempotencyKeys,
  sweepRateLimits,
} from '../../../src/services/requests/sweep-request-records.js';
import { systemContext } from '../../support/contexts.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation();
const minutes = (count: number) => addMinutes(test.clock.now(), count);

it('expired sessions of tenants and staff go, the others stay', async () => {
  for (const [sid, expire] of [
    ['old', minutes(-1)],
    ['new', minutes(10)],
  ] as const) {
    await test.prisma.userSession.create({ data: { sid, sess: {}, expire } });
    await test.prisma.staffSession.create({ data: { sid, sess: {}, expire } });
  }
  expect(await sweepExpiredSessions(systemContext(test))).toBe(2);
  expect(await test.prisma.userSession.findMany()).toMatchObject([{ sid: 'new' }]);
  expect(await test.prisma.staffSession.findMany()).toMatchObject([{ sid: 'new' }]);
});

it('answers to requests with an Idempotency-Key are kept for 24 hours', async () => {
  for (const [key, createdAt] of [
    ['old', minutes(-24 * 60 - 1)],
    ['new', minutes(-24 * 60 + 1)],
  ] as const) {
    await test.prisma.idempotencyKey.create({
      data: { caller: 'account 1', key, requestHash: 'a'.repeat(64), createdAt },
    });
  }
  expect(await sweepIdempotencyKeys(systemContext(test))).toBe(1);
  expect(await test.prisma.idempotencyKey.findMany()).toMatchObject([{ key: 'new' }]);
});

it('counters whose window is over go; a counter without an end stays', async () => {
  for (const [key, expire] of [
    ['over', minutes(-1)],
    ['running', minutes(1)],
    ['endless', null],
  ] as const) {
    await test.prisma.rateLimit.create({
      data: { key, points: 1, expire: expire === null ? null : BigInt(expire.getTime()) },
    });
  }
  expect(await sweepRateLimits(systemContext(test))).toBe(1);
  expect((await test.prisma.rateLimit.findMany({ orderBy: { key: 'asc' } })).map(({ key }) => key)).toEqual([
    'endless',
    'running',
  ]);
});

it('thousands of old rows go by small statements', async () => {
  const rows = Array.from({ length: 12_001 }, (_, index) => ({ key: `many ${index}`, points: 1, expire: 1n }));
  await test.prisma.rateLimit.createMany({ data: rows });
  expect(await sweepRateLimits(systemContext(test))).toBe(12_001);
});
