import type { Installation } from '../core/context.js';
import type { Truth } from './truth.js';
import { TRUTHS } from './truths.js';

export interface Finding {
  truth: Truth;
  row: string;
  wrong: string;
}

const FINDINGS_PER_TRUTH = 100;

/** One question for all of them, so that asking costs little. */
const ALL = TRUTHS.map(
  ({ sql }, place) =>
    `SELECT ${place} AS place, found.row, found.wrong FROM (SELECT * FROM (${sql}) every LIMIT ${FINDINGS_PER_TRUTH}) found`,
).join(' UNION ALL ');

/** Runs every truth on one consistent view of a live database and answers what breaks it; reads only. */
export function verifyTruths({ prisma }: Pick<Installation, 'prisma'>): Promise<Finding[]> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET TRANSACTION READ ONLY`;
      // Whole-table questions: they take longer than a request may.
      await tx.$executeRaw`SET LOCAL statement_timeout = '10min'`;
      const rows = await tx.$queryRawUnsafe<{ place: number; row: string; wrong: string }[]>(ALL);
      return rows.flatMap(({ place, row, wrong }) => {
        const truth = TRUTHS[place];
        return truth === undefined ? [] : [{ truth, row, wrong }];
      });
    },
    { isolationLevel: 'RepeatableRead', timeout: 15 * 60_000, maxWait: 10_000 },
  );
}
