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
  try {
    return await ctx.installation.prisma.$transaction(
      async (client) => run(txContext(ctx, client as unknown as TxDb)),
      {
        maxWait: 5_000,
        timeout: 60_000,
      },
    );
  } catch (error) {
    throw refusalForDatabaseTrouble(error);
  }
}

function txContext(ctx: Context, db: TxDb): TxContext {
  return openContext({ ...ctx, db, now: ctx.clock.now() }, { audited: 0 });
}

function openContext(base: Context & Pick<TxContext, 'db' | 'now'>, count: { audited: number }): TxContext {
  const tx: TxContext = {
    ...base,
    async audit(entries) {
      const list = Array.isArray(entries) ? entries : [entries];
      count.audited += list.length;
      await writeAudit(tx, list);
    },
    async enqueue(mails) {
      await writeMails(tx, Array.isArray(mails) ? mails : [mails]);
    },
    auditCount: () => count.audited,
    withActor: (actor) => openContext({ ...base, actor }, count),
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
const BUSY_CODES = new Set(['P2024', 'P2028', 'P2034']);
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
const BROKEN_CONNECTION =
  /connection error and is not queryable|connection terminated|timeout exceeded when trying to connect|query read timeout/i;

/** Trouble of the database, told to people as "try again": busy or away. Anything else stays the bug it is. */
export function refusalForDatabaseTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  const state = sqlState(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const kind = driverCause(error)?.kind;
  if (BUSY_CODES.has(code) || (state !== null && BUSY_STATES.has(state))) {
    return Object.assign(
      new Refusal(
        'unavailable',
        'busy',
        'Somebody else is working on the same record. Nothing was changed; please try again in a moment.',
      ),
      { cause: error },
    );
  }
  const away =
    error instanceof Prisma.PrismaClientInitializationError ||
    DOWN_CODES.has(code) ||
    (state !== null && DOWN_STATES.has(state)) ||
    (typeof kind === 'string' && DOWN_KINDS.has(kind)) ||
    BROKEN_CONNECTION.test(error.message);
  return away ? databaseDown(error) : error;
}

function databaseDown(cause: unknown): Refusal {
  return Object.assign(
    new Refusal(
      'unavailable',
      'database_unavailable',
      'The database cannot be reached just now. Nothing was changed; please try again in a moment.',
    ),
    { cause },
  );
}
