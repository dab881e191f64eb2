import type { Context } from '../core/context.js';
import { sweepOrphans } from '../core/sweep-orphans.js';

/** Removes uploaded slips whose transaction never committed. */
export async function sweepOrphanProofs(ctx: Context): Promise<number> {
  const { proofs, prisma } = ctx.installation;
  return sweepOrphans(ctx, proofs, async (keys) => {
    const rows = await prisma.paymentProof.findMany({
      where: { storageKey: { in: keys } },
      select: { storageKey: true },
    });
    return rows.map(({ storageKey }) => storageKey);
  });
}
