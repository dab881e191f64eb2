import { addDays } from '../core/calendar.js';
import type { Context } from '../core/context.js';
import { deleteInBatches } from '../core/delete-in-batches.js';

/** Removes browser sessions that have expired, tenants' and staff's. */
export async function sweepExpiredSessions({ installation: { prisma }, clock }: Context): Promise<number> {
  const now = clock.now();
  const tenants = await deleteInBatches(
    (limit) => prisma.$executeRaw`
      DELETE FROM user_sessions WHERE sid IN (SELECT sid FROM user_sessions WHERE expire < ${now} LIMIT ${limit})`,
  );
  const staff = await deleteInBatches(
    (limit) => prisma.$executeRaw`
      DELETE FROM staff_sessions WHERE sid IN (SELECT sid FROM staff_sessions WHERE expire < ${now} LIMIT ${limit})`,
  );
  return tenants + staff;
}

/** Removes the remembered answers to requests with an Idempotency-Key after 24 hours. */
export async function sweepIdempotencyKeys({ installation: { prisma }, clock }: Context): Promise<number> {
  const before = addDays(clock.now(), -1);
  return deleteInBatches(
    (limit) => prisma.$executeRaw`
      DELETE FROM idempotency_keys WHERE id IN (SELECT id FROM idempotency_keys WHERE created_at < ${before} LIMIT ${limit})`,
  );
}

/** Removes counters whose window is over; `expire` is in milliseconds. */
export async function sweepRateLimits({ installation: { prisma }, clock }: Context): Promise<number> {
  const now = clock.now().getTime();
  return deleteInBatches(
    (limit) => prisma.$executeRaw`
      DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits WHERE expire < ${now} LIMIT ${limit})`,
  );
}
