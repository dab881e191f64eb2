import { createHash } from 'node:crypto';
import type { IdempotencyKey } from '@prisma/client';
import { z } from 'zod';
import { addDays } from './calendar.js';
import type { Context, TxContext } from './context.js';
import { inTransaction } from './db.js';
import { fieldRefusal, Refusal } from './errors.js';

export interface KeptAnswer {
  status: number;
  body: Record<string, unknown>;
}

type Kept = Pick<IdempotencyKey, 'requestHash' | 'statusCode' | 'response'>;

const KEPT_DAYS = 1;

/** The key as sent, or null without one. */
export function idempotencyKey(raw: string | undefined): string | null {
  if (raw === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(raw)) return raw;
  throw fieldRefusal(
    'Idempotency-Key',
    'invalid_idempotency_key',
    'An Idempotency-Key has 1 to 255 visible ASCII characters.',
  );
}

/** What makes two requests the same: the route, its parameters, the fields and the file. */
export function fingerprint(route: string, request: unknown, file: Buffer | undefined): string {
  const hash = createHash('sha256').update(JSON.stringify([route, request]));
  return hash
    .update('\0')
    .update(file ?? '')
    .digest('hex');
}

/**
 * Does the work once for a caller's key. The claim, the work and its answer commit together: a repeat that arrives
 * meanwhile waits at the unique index and then gets the answer; when the work was refused nothing is kept.
 */
export async function once(
  ctx: Context,
  key: string,
  requestHash: string,
  work: (tx: TxContext) => Promise<KeptAnswer>,
): Promise<KeptAnswer & { repeated: boolean }> {
  const caller = callerOf(ctx);
  return inTransaction(ctx, async (tx) => {
    const kept = await claim(tx, caller, key, requestHash);
    if (kept !== null) return { ...repeatOf(kept, requestHash), repeated: true };
    const answer = await work(tx);
    await tx.db.idempotencyKey.update({
      where: { caller_key: { caller, key } },
      // Kept as text: a repeat is answered byte for byte, keys in their order.
      data: { statusCode: answer.status, response: { text: JSON.stringify(answer.body) } },
    });
    return { ...answer, repeated: false };
  });
}

/** Whose keys they are: a user's, or a token's and not its maker's. */
function callerOf({ actor }: Context): string {
  if (actor.type === 'user') return `user ${actor.id}`;
  if (actor.type === 'staff' && actor.apiTokenId !== undefined) return `staff token ${actor.apiTokenId}`;
  throw new Error(`nobody's idempotency key: ${actor.type}`);
}

/** Null when the key is ours now, else what the first request left. A key of yesterday starts anew. */
async function claim(tx: TxContext, caller: string, key: string, requestHash: string): Promise<Kept | null> {
  const claimed = await tx.db.$executeRaw`
    INSERT INTO idempotency_keys (caller, key, request_hash, created_at) VALUES (${caller}, ${key}, ${requestHash}, ${tx.now})
    ON CONFLICT (caller, key) DO UPDATE
      SET request_hash = excluded.request_hash, status_code = NULL, response = NULL, created_at = excluded.created_at
      WHERE idempotency_keys.created_at <= ${addDays(tx.now, -KEPT_DAYS)}`;
  if (claimed === 1) return null;
  return tx.db.idempotencyKey.findUniqueOrThrow({ where: { caller_key: { caller, key } } });
}

function repeatOf(kept: Kept, requestHash: string): KeptAnswer {
  if (kept.requestHash !== requestHash) {
    throw new Refusal(
      'conflict',
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Please use a new key.',
    );
  }
  if (kept.statusCode === null) throw new Error('a key was kept without its answer');
  const { text } = z.object({ text: z.string() }).parse(kept.response);
  return { status: kept.statusCode, body: JSON.parse(text) };
}
