import type { Installation } from '../core/context.js';
import type { Truth } from './truth.js';
import { TRUTHS } from './truths.js';

export interface Finding {
  truth: Truth;
  row: string;
  wrong: string;
}

const FINDINGS_PER_TRUTH = 100;

/** Runs every truth on one consistent view of a live database and answers what breaks it; reads only. */
export function verifyTruths({ prisma }: Pick<Installation, 'prisma'>): Promise<Finding[]> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET TRANSACTION READ ONLY`;
      // Whole-table questions: they take longer than a request may.
      await tx.$executeRaw`SET LOCAL statement_timeout = '10min'`;
      const findings: Finding[] = [];
      for (const truth of TRUTHS) {
        const rows = await tx.$queryRawUnsafe<{ row: string; wrong: string }[]>(
          `${truth.sql} LIMIT ${FINDINGS_PER_TRUTH}`,
        );
        findings.push(...rows.map((row) => ({ truth, ...row })));
      }
      return findings;
    },
    { isolationLevel: 'RepeatableRead', timeout: 15 * 60_000, maxWait: 10_000 },
  );
}
