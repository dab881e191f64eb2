import { actingStaff, type Context } from './context.js';
import { inTransaction } from './db.js';
import { Refusal } from './errors.js';
import { requestedIds } from './fields.js';
import { parse } from './operation.js';
import type { Outcome } from './outcome.js';

const CHUNK = 500;
const EXCEPTIONS_SHOWN = 200;

export interface BulkResult {
  /** Opens the full report. */
  runId: number;
  counts: Record<string, number>;
  /** The first outcomes that were not the plain success. */
  exceptions: Outcome[];
}

/**
 * Runs an operation on any number of ids: one transaction per chunk and, for a chunk that failed for an unforeseen
 * cause, one per id. Every id ends up in the report, which is kept under its id; nothing is lost with a closed tab.
 */
export async function runInBulk(
  ctx: Context,
  action: string,
  success: Outcome['outcome'],
  recordIds: unknown,
  onMany: (chunk: number[]) => Promise<Outcome[]>,
): Promise<BulkResult> {
  const wanted = parse(requestedIds, recordIds);
  const report: Outcome[] = [];
  for (let start = 0; start < wanted.possible.length; start += CHUNK) {
    const chunk = wanted.possible.slice(start, start + CHUNK);
    report.push(...(await runChunk(ctx, chunk, onMany, start === 0)));
  }
  report.push(...wanted.impossible.map(missing));
  const counts = countOutcomes(report, success);
  const runId = await keepReport(ctx, action, report, counts);
  return { runId, counts, exceptions: report.filter(({ outcome }) => outcome !== success).slice(0, EXCEPTIONS_SHOWN) };
}

async function runChunk(
  ctx: Context,
  chunk: number[],
  onMany: (chunk: number[]) => Promise<Outcome[]>,
  isFirst: boolean,
): Promise<Outcome[]> {
  try {
    return await onMany(chunk);
  } catch (error) {
    // What every id would be told alike (not allowed, bad reason); later on it must not cost the report of what is done.
    if (isFirst && error instanceof Refusal && error.kind !== 'unavailable') throw error;
    ctx.installation.logger.warn(
      { err: error, requestId: ctx.requestId },
      'a chunk of a bulk run failed; trying its rows one by one',
    );
    const one: Outcome[] = [];
    for (const id of chunk) one.push(...(await onMany([id]).catch((cause: unknown) => [unforeseen(ctx, id, cause)])));
    return one;
  }
}

function missing(id: number): Outcome {
  return { id, outcome: 'missing', code: 'not_found', message: `There is no row with the number ${id}.` };
}

function unforeseen(ctx: Context, id: number, cause: unknown): Outcome {
  if (cause instanceof Refusal) return { id, outcome: 'refused', code: cause.code, message: cause.message };
  ctx.installation.logger.error({ err: cause, requestId: ctx.requestId, id }, 'one row of a bulk run failed');
  return {
    id,
    outcome: 'refused',
    code: 'internal_error',
    message: 'An unexpected error stopped this one. Nothing of it was changed; please tell your engineers.',
  };
}

function countOutcomes(report: Outcome[], success: Outcome['outcome']): Record<string, number> {
  const counts: Record<string, number> = { [success]: 0, already: 0, refused: 0, missing: 0 };
  for (const { outcome } of report) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The report is bookkeeping of decisions that are audited already. */
async function keepReport(
  ctx: Context,
  action: string,
  report: Outcome[],
  counts: Record<string, number>,
): Promise<number> {
  const run = await inTransaction(ctx, (tx) =>
    tx.db.bulkRun.create({
      data: {
        action,
        staffUserId: actingStaff(ctx).id,
        requested: report.length,
        counts,
        report: report.map((outcome) => ({ ...outcome })),
        createdAt: tx.now,
      },
    }),
  );
  return run.id;
}
