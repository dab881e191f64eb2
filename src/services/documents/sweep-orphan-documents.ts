import type { Context } from '../core/context.js';
import { sweepOrphans } from '../core/sweep-orphans.js';

/** Removes made files whose maker died before the row knew of them. */
export async function sweepOrphanDocuments(ctx: Context): Promise<number> {
  const { documents, prisma } = ctx.installation;
  return sweepOrphans(ctx, documents, async (keys) => {
    const rows = await prisma.document.findMany({ where: { storageKey: { in: keys } }, select: { storageKey: true } });
    return rows.map(({ storageKey }) => storageKey);
  });
}
