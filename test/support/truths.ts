import { afterAll, expect } from 'vitest';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import type { TestDatabase } from './database.js';

/** Whatever the tests of this file did, at its end every truth of the domain holds for every row. */
export function expectTruthsAtEnd(test: Pick<TestDatabase, 'prisma'>): void {
  afterAll(async () => {
    const findings = await verifyTruths(test);
    expect(findings.map(({ truth, row, wrong }) => `${truth.number}. ${truth.says}: ${row} ${wrong}`)).toEqual([]);
  });
}
