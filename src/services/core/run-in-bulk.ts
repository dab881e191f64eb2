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

type OnMany = (chunk: number[]) => Promise<Outcome[]>;

/** Parts ids into lanes that run side by side; what depends on each other's order stays in one lane. */
type PartIntoLanes = (ids: number[]) => Promise<number[][]>;

/**
 * Runs an operation on any number of ids: one transaction per chunk and, for a chunk that failed for an unforeseen
 * cause, one per id. Every id ends up in the report, which is kept under its id; nothing is lost with a closed tab.
 */
export async function runInBulk(
  ctx: Context,
  action: string,
  success: Outcome['outcome'],
  recordIds: unknown,
  onMany: OnMany,
  partIntoLanes: PartIntoLanes = async (ids) => [ids],
): Promise<BulkResult> {
  const wanted = parse(requestedIds, recordIds);
  const lanes = wanted.possible.length > CHUNK ? await partIntoLanes(wanted.possible) : [wanted.possible];
  const told = await Promise.all(lanes.map((ids) => runLane(ctx, ids, onMany)));
  const report = [...together(ctx, told), ...wanted.impossible.map(missing)].sort((a, b) => a.id - b.id);
  const counts = countOutcomes(report, success);
  const runId = await keepReport(ctx, action, report, counts);
  return { runId, counts, exceptions: report.filter(({ outcome }) => outcome !== success).slice(0, EXCEPTIONS_SHOWN) };
}

interface ToldLane {
  ids: number[];
  outcomes: Outcome[];
  /** Of the first chunk: what every id would be told alike (not allowed, bad reason). */
  refusal?: Refusal;
}

async function runLane(ctx: Context, ids: number[], onMany: OnMany): Promise<ToldLane> {
  const outcomes: Outcome[] = [];
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    try {
      outcomes.push(...(await onMany(chunk)));
    } catch (error) {
      if (start === 0 && error instanceof Refusal && error.kind !== 'unavailable')
        return { ids, outcomes, refusal: error };
      ctx.installation.logger.warn(
        { err: error, requestId: ctx.requestId },
        'a chunk of a bulk run failed; trying its rows one by one',
      );
      for (const id of chunk)
        outcomes.push(...(await onMany([id]).catch((cause: unknown) => [unforeseen(ctx, id, cause)])));
    }
  }
  return { ids, outcomes };
}

/** A refusal of all is thrown; that of a single lane must not cost the report of what the others did. */
function together(ctx: Context, lanes: ToldLane[]): Outcome[] {
  const [first] = lanes;
  if (first?.refusal !== undefined && lanes.every(({ refusal }) => refusal !== undefined)) throw first.refusal;
  return lanes.flatMap(({ ids, outcomes, refusal }) =>
    refusal === undefined ? outcomes : ids.map((id) => unforeseen(ctx, id, refusal)),
  );
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
