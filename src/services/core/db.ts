import { Prisma } from '@prisma/client';
import { writeAudit } from './audit.js';
import { type Context, type Db, isTxContext, type TxContext, type TxDb } from './context.js';
import { Refusal } from './errors.js';
import { writeMails } from './outbox.js';

export function dbOf(ctx: Context): Db {
  return isTxContext(ctx) ? ctx.db : ctx.installation.prisma;
}

/** Runs in the caller's transaction when there is one, else in one of its own. All or nothing. */
export async function inTransaction<T>(ctx: Context, run: (tx: TxContext) => Promise<T>): Promise<T> {
  if (isTxContext(ctx)) return run(ctx);
  let committing = false;
  const done: Done = { deeds: new Map(), toTell: [] };
  const work = async (client: unknown) => {
    const result = await run(txContext(ctx, client as TxDb, done));
    committing = true;
    return result;
  };
  try {
    const result = await ctx.installation.prisma.$transaction(work, { maxWait: 5_000, timeout: 60_000 });
    ctx.installation.countDeeds?.(done.deeds);
    for (const tell of done.toTell) tell();
    return result;
  } catch (error) {
    throw committing && isAway(error) ? outcomeUnknown(error) : refusalForDatabaseTrouble(error);
  }
}

/** What a transaction did, for those who hear of it after the commit. */
interface Done {
  /** How often each audited action was done. */
  deeds: Map<string, number>;
  toTell: (() => void)[];
}

function txContext(ctx: Context, db: TxDb, done: Done): TxContext {
  return openContext({ ...ctx, db, now: ctx.clock.now() }, done);
}

function openContext(base: Context & Pick<TxContext, 'db' | 'now'>, done: Done): TxContext {
  const { deeds, toTell } = done;
  const tx: TxContext = {
    ...base,
    async audit(entries) {
      const list = Array.isArray(entries) ? entries : [entries];
      for (const { action } of list) deeds.set(action, (deeds.get(action) ?? 0) + 1);
      await writeAudit(tx, list);
    },
    async enqueue(mails) {
      await writeMails(tx, Array.isArray(mails) ? mails : [mails]);
    },
    onCommit(tell) {
      toTell.push(tell);
    },
    auditCount: () => [...deeds.values()].reduce((sum, count) => sum + count, 0),
    withActor: (actor) => openContext({ ...base, actor }, done),
  };
  return tx;
}

/** PostgreSQL's own code (SQLSTATE) of a failed statement, whichever way Prisma wraps it. */
export function sqlState(error: unknown): string | null {
  const cause = driverCause(error);
  return typeof cause?.originalCode === 'string' ? cause.originalCode : null;
}

interface DriverCause {
  originalCode?: unknown;
  kind?: unknown;
}

/** Known errors carry the driver's error in their meta; others arrive as the driver's error itself. */
function driverCause(error: unknown): DriverCause | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return (error.meta as { driverAdapterError?: { cause?: DriverCause } } | undefined)?.driverAdapterError?.cause;
  }
  return error.name === 'DriverAdapterError' ? (error.cause as DriverCause | undefined) : undefined;
}

const BUSY_STATES = new Set(['55P03', '57014', '40001', '40P01', '25P03']);
const DOWN_STATES = new Set(['57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08006']);
const BUSY_CODES = new Set(['P2034']);
// All connections of this process are at work: nobody's record is to blame, and the database is there.
const CROWDED_CODES = new Set(['P2024', 'P2028']);
const CROWDED = /timeout exceeded when trying to connect/i;
const DOWN_CODES = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2037',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);
const DOWN_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
// What pg says, without any code, of a connection that broke under it.
const BROKEN_CONNECTION = /connection error and is not queryable|connection terminated|query read timeout/i;

/** Trouble of the database, told to people as "try again": busy, crowded or away. Anything else stays the bug it is. */
export function refusalForDatabaseTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  if (hasCode(error, BUSY_CODES) || hasState(error, BUSY_STATES)) return unavailable('busy', error);
  if (hasCode(error, CROWDED_CODES) || CROWDED.test(error.message)) return unavailable('overloaded', error);
  return isAway(error) ? unavailable('database_unavailable', error) : error;
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const kind = driverCause(error)?.kind;
  return (
    error instanceof Prisma.PrismaClientInitializationError ||
    hasCode(error, DOWN_CODES) ||
    hasState(error, DOWN_STATES) ||
    (typeof kind === 'string' && DOWN_KINDS.has(kind)) ||
    BROKEN_CONNECTION.test(error.message)
  );
}

function hasCode(error: Error, codes: ReadonlySet<string>): boolean {
  return 'code' in error && typeof error.code === 'string' && codes.has(error.code);
}

function hasState(error: Error, states: ReadonlySet<string>): boolean {
  const state = sqlState(error);
  return state !== null && states.has(state);
}

const SENTENCES = {
  busy: 'Somebody else is working on the same record. Nothing was changed; please try again in a moment.',
  overloaded: 'Too much is being done at once just now. Nothing was changed; please try again in a moment.',
  database_unavailable: 'The database cannot be reached just now. Nothing was changed; please try again in a moment.',
  outcome_unknown:
    'The database broke off while this was being saved, so it may have been done or not. Please look before you do it again; a program repeats it with the same Idempotency-Key.',
} as const;

/** The connection broke between COMMIT and its answer: whoever says "nothing was changed" now may be wrong. */
function outcomeUnknown(cause: unknown): Refusal {
  return unavailable('outcome_unknown', cause);
}

function unavailable(code: keyof typeof SENTENCES, cause: unknown): Refusal {
  return Object.assign(new Refusal('unavailable', code, SENTENCES[code]), { cause });
}
