import type { z } from 'zod';
import { type Actor, type Context, isTxContext, type TxContext } from './context.js';
import { inTransaction } from './db.js';
import { Refusal } from './errors.js';
import type { Permission } from './permissions.js';

interface Definition<Input extends z.ZodType, Result> {
  /** What the audit, the routes and the documentation call it: "payment.approve". */
  name: string;
  permission: Permission;
  input: Input;
  run(ctx: TxContext, input: z.output<Input>): Promise<Result>;
}

/** One operation of the business: call it with a context and raw input. */
export interface Operation<Input extends z.ZodType = z.ZodType, Result = unknown> {
  (ctx: Context, input: z.input<Input>): Promise<Result>;
  readonly definition: Definition<Input, Result>;
}

/** Checks permission, parses input, opens or joins a transaction, and insists on an audit entry for every write. */
export function operation<Input extends z.ZodType, Result>(
  definition: Definition<Input, Result>,
): Operation<Input, Result> {
  const call = async (ctx: Context, raw: z.input<Input>): Promise<Result> => {
    requirePermission(ctx.actor, definition.permission);
    const input = parse(definition.input, raw);
    if (isTxContext(ctx)) return definition.run(ctx, input);
    return inTransaction(ctx, async (tx) => {
      const result = await definition.run(tx, input);
      if (tx.auditCount() === 0) await insistNothingWasWritten(tx, definition.name);
      return result;
    });
  };
  return Object.assign(call, { definition });
}

function requirePermission(actor: Actor, permission: Permission): void {
  if (!allows(actor, permission)) {
    throw new Refusal(
      'forbidden',
      'not_allowed',
      'Your role does not allow this. Ask a colleague who may, or a superadmin to change your role.',
    );
  }
}

export function allows(actor: Actor, permission: Permission): boolean {
  if (permission === 'public' || actor.type === 'system') return true;
  if (actor.type === 'anonymous' || permission === 'system') return false;
  return permission === 'self' || actor.permissions.has(permission);
}

export function parse<Input extends z.ZodType>(schema: Input, raw: unknown): z.output<Input> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const [first] = details;
  throw new Refusal('invalid_input', 'invalid_input', first?.message ?? 'Please check what you entered.', details);
}

/**
 * A report of "nothing to do" is fine; a table written to without an entry is a bug and must not commit. Row locks leave
 * only RowShareLock, so RowExclusiveLock tells a write; PostgreSQL's counters would include earlier transactions.
 */
async function insistNothingWasWritten(tx: TxContext, name: string): Promise<void> {
  const written = await tx.db.$queryRaw<{ table: string }[]>`
    SELECT DISTINCT l.relation::regclass::text AS "table" FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.mode = 'RowExclusiveLock' AND c.relkind = 'r'`;
  if (written.length > 0)
    throw new Error(`${name} wrote to ${written.map(({ table }) => table).join(', ')} without an audit entry`);
}
