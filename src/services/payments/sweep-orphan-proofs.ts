import { addMinutes } from '../core/calendar.js';
import type { Context } from '../core/context.js';

const BATCH = 500;

/** Removes uploaded files whose transaction never committed: older than an hour and without a row. */
export async function sweepOrphanProofs(ctx: Context): Promise<number> {
  const { proofs } = ctx.installation;
  let removed = 0;
  let batch: string[] = [];
  for await (const key of proofs.keysOlderThan(addMinutes(ctx.clock.now(), -60))) {
    batch.push(key);
    if (batch.length < BATCH) continue;
    removed += await removeOrphans(ctx, batch);
    batch = [];
  }
  return removed + (await removeOrphans(ctx, batch));
}

async function removeOrphans({ installation: { prisma, proofs } }: Context, keys: string[]): Promise<number> {
  const known = await prisma.paymentProof.findMany({
    where: { storageKey: { in: keys } },
    select: { storageKey: true },
  });
  const owned = new Set(known.map(({ storageKey }) => storageKey));
  const orphans = keys.filter((key) => !owned.has(key));
  for (const key of orphans) await proofs.remove(key);
  return orphans.length;
}
