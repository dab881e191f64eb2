import { addDays } from '../core/calendar.js';
import type { Context } from '../core/context.js';
import { deleteInBatches } from '../core/delete-in-batches.js';

/** Removes tokens that expired more than a day ago: bearer tokens and those of mailed links, tenants' and staff's. */
export async function sweepExpiredTokens({ installation: { prisma }, clock }: Context): Promise<number> {
  const before = addDays(clock.now(), -1);
  const bearer = await deleteInBatches(
    (limit) => prisma.$executeRaw`
      DELETE FROM auth_tokens WHERE id IN (SELECT id FROM auth_tokens WHERE expires_at < ${before} LIMIT ${limit})`,
  );
  const oneTime = await deleteInBatches(
    (limit) => prisma.$executeRaw`
      DELETE FROM one_time_tokens WHERE id IN (SELECT id FROM one_time_tokens WHERE expires_at < ${before} LIMIT ${limit})`,
  );
  return bearer + oneTime;
}
