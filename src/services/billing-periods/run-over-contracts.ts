import type { Prisma } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

const PAGE = 500;

/**
 * Runs an operation for every contract of a kind, one commit each, so that one that fails does not hold up the others.
 * Answers for how many it did something.
 */
export async function forEachContract(
  ctx: Context,
  where: Prisma.ContractWhereInput,
  act: (ctx: Context, input: { contractId: number }) => Promise<boolean>,
): Promise<number> {
  let done = 0;
  let after = 0;
  for (;;) {
    const page = await dbOf(ctx).contract.findMany({
      where: { ...where, id: { gt: after } },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const { id } of page) if (await attempt(ctx, id, act)) done += 1;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return done;
    after = last.id;
  }
}

async function attempt(
  ctx: Context,
  contractId: number,
  act: (ctx: Context, input: { contractId: number }) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await act(ctx, { contractId });
  } catch (error) {
    ctx.installation.logger.error(
      { err: error, requestId: ctx.requestId, contractId },
      'a job failed for one contract',
    );
    return false;
  }
}
