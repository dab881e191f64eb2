import { BulkReport, countOutcomes } from './bulk-report.js';
import type { Context } from './context.js';
import { Refusal } from './errors.js';
import { requestedIds } from './fields.js';
import { parse } from './operation.js';
import type { Outcome } from './outcome.js';

const CHUNK = 500;
const EXCEPTIONS_SHOWN = 200;
const TROUBLES_IN_A_ROW = 2;

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
  const requested = wanted.possible.length + wanted.impossible.length;
  const keeping = new BulkReport(ctx, { action, success, requested });
  const lanes = wanted.possible.length > CHUNK ? await partIntoLanes(wanted.possible) : [wanted.possible];
  const told = await Promise.all(lanes.map((ids) => runLane(ctx, ids, onMany, keeping)));
  const report = [...together(ctx, told), ...wanted.impossible.map(missing)].sort((a, b) => a.id - b.id);
  const counts = countOutcomes(report, success);
  const runId = await keeping.finish(report, counts);
  return { runId, counts, exceptions: report.filter(({ outcome }) => outcome !== success).slice(0, EXCEPTIONS_SHOWN) };
}

interface ToldLane {
  ids: number[];
  outcomes: Outcome[];
  /** Of the first chunk: what every id would be told alike (not allowed, bad reason). */
  refusal?: Refusal;
}

async function runLane(ctx: Context, ids: number[], onMany: OnMany, keeping: BulkReport): Promise<ToldLane> {
  const rows = rowByRow(ctx, onMany);
  const outcomes: Outcome[] = [];
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    let done: Outcome[];
    try {
      done = rows.gaveUp() ? await rows.each(chunk, null) : await onMany(chunk);
    } catch (error) {
      if (start === 0 && error instanceof Refusal && error.kind !== 'unavailable')
        return { ids, outcomes, refusal: error };
      done = await rows.each(chunk, error);
    }
    outcomes.push(...done);
    if (start + CHUNK < ids.length) await keeping.soFar(done);
  }
  return { ids, outcomes };
}

interface RowByRow {
  each(chunk: number[], cause: unknown): Promise<Outcome[]>;
  gaveUp(): boolean;
}

/**
 * One transaction per id, for a chunk that failed. When rows in a row meet nothing but a database in trouble, those
 * that are left are not tried: each could wait for seconds, and nobody waits for hours.
 */
function rowByRow(ctx: Context, onMany: OnMany): RowByRow {
  let troubles = 0;
  const gaveUp = () => troubles >= TROUBLES_IN_A_ROW;
  const one = async (id: number): Promise<Outcome[]> => {
    if (gaveUp()) return [notTried(id)];
    try {
      // Over a connection that works, a row whose outcome is unknown says what it is.
      const told = await onMany([id]).catch((error: unknown) =>
        brokeOff(error) ? onMany([id]) : Promise.reject(error),
      );
      troubles = 0;
      return told;
    } catch (error) {
      troubles = error instanceof Refusal && error.kind === 'unavailable' ? troubles + 1 : 0;
      return [unforeseen(ctx, id, error)];
    }
  };
  return {
    gaveUp,
    async each(chunk, cause) {
      if (!gaveUp()) {
        const details = { err: cause, requestId: ctx.requestId };
        ctx.installation.logger.warn(details, 'a chunk of a bulk run failed; trying its rows one by one');
      }
      const outcomes: Outcome[] = [];
      for (const id of chunk) outcomes.push(...(await one(id)));
      return outcomes;
    },
  };
}

function brokeOff(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'outcome_unknown' || error.code === 'database_unavailable');
}

function notTried(id: number): Outcome {
  const message = 'Not tried, because the database was in trouble. Please try again in a moment.';
  return { id, outcome: 'refused', code: 'not_tried', message };
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
