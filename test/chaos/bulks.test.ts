import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/services/core/context.js';
import { Refusal } from '../../src/services/core/errors.js';
import type { Outcome } from '../../src/services/core/outcome.js';
import { runInBulk } from '../../src/services/core/run-in-bulk.js';
import { approveInBulk } from '../../src/services/payments/review-in-bulk.js';
import { signUpAndConfirm, staff } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { refusalOf } from '../support/refusals.js';
import { expectTruthsAtEnd } from '../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

const IDS = Array.from({ length: 1_200 }, (_, index) => index + 1);
const approved = (id: number): Outcome => ({ id, outcome: 'approved' });
const approve = (chunkOf: (ids: number[]) => Promise<Outcome[]>) =>
  runInBulk(finance, 'approvePayments', 'approved', IDS, chunkOf);
const unfinished = () => test.prisma.bulkRun.findMany({ where: { finishedAt: null } });

describe('a bulk of several chunks', () => {
  it('shows everybody how far it is while it runs, and is finished at its end', async () => {
    const seen: unknown[] = [];
    const { runId } = await approve(async (chunk) => {
      seen.push((await unfinished()).map(({ counts, requested }) => ({ counts, requested })));
      return chunk.map(approved);
    });
    const soFar = (count: number) => [
      { requested: 1_200, counts: { approved: count, already: 0, refused: 0, missing: 0 } },
    ];
    expect(seen).toEqual([[], soFar(500), soFar(1_000)]);
    expect(await unfinished()).toEqual([]);
    const run = await test.prisma.bulkRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ counts: { approved: 1_200 }, finishedAt: expect.any(Date) });
    expect(run.report).toHaveLength(1_200);
  });

  it('stops trying rows that could each wait for seconds, and names those that it did not try', async () => {
    let calls = 0;
    const { counts, exceptions } = await approve(async (chunk) => {
      calls += 1;
      if (calls === 1) return chunk.map(approved);
      throw new Refusal('unavailable', 'busy', 'Somebody else is working on the same record.');
    });
    // The second chunk, and two of its rows.
    expect(calls).toBe(4);
    expect(counts).toEqual({ approved: 500, already: 0, refused: 700, missing: 0 });
    expect(exceptions.slice(0, 3)).toMatchObject([
      { id: 501, code: 'busy' },
      { id: 502, code: 'busy' },
      { id: 503, code: 'not_tried', message: expect.stringContaining('Please try again') },
    ]);
  });

  it('asks a row again whose answer was lost, so that it is reported as what it is', async () => {
    const lost = new Set([1]);
    const { counts } = await approve(async ([id = 0, ...more]) => {
      if (id > 500 || more.length > 0) {
        if (id === 1) throw new Refusal('unavailable', 'database_unavailable', 'The database cannot be reached.');
        return [id, ...more].map(approved);
      }
      if (lost.delete(id)) throw new Refusal('unavailable', 'outcome_unknown', 'It may have been done or not.');
      return [{ id, outcome: 'already' }];
    });
    expect(counts).toEqual({ approved: 700, already: 500, refused: 0, missing: 0 });
  });
});

it('a bulk whose report cannot be kept says what it did instead of that nothing was changed', async () => {
  const { paymentId } = await signUpAndConfirm(test);
  const { prisma } = test.owner;
  await prisma.$executeRaw`
    CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'locked' USING ERRCODE = '55P03'; END $$`;
  await prisma.$executeRaw`CREATE TRIGGER busy BEFORE INSERT ON bulk_runs FOR EACH ROW EXECUTE FUNCTION busy()`;
  const refusal = await refusalOf(approveInBulk(finance, { paymentIds: [paymentId] }));
  await prisma.$executeRaw`DROP TRIGGER busy ON bulk_runs`;
  expect(refusal).toMatchObject({ kind: 'unavailable', code: 'report_lost' });
  expect(refusal.message).toContain('1 of 1 were approved');
  expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
    status: 'succeeded',
  });
});
