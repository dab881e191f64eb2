import type { Context, TxContext } from '../../services/core/context.js';
import { inTransaction } from '../../services/core/db.js';
import { fingerprint, idempotencyKey, once } from '../../services/core/idempotency.js';
import { newId } from '../../services/core/ids.js';
import type { FormValues } from './form.js';

/** The hidden field that names one showing of a form. */
export const FORM_KEY = 'form_key';

export function newFormKey(): string {
  return `form-${newId()}`;
}

/**
 * What a form asks for happens once, however often its button was pressed: a repeat waits for the first and is sent to
 * the same page. `work` answers where to go next.
 */
export async function sendOnce(
  ctx: Context,
  route: string,
  values: FormValues,
  file: Buffer | undefined,
  work: (tx: TxContext) => Promise<string>,
): Promise<string> {
  const key = idempotencyKey(values[FORM_KEY] === '' ? undefined : values[FORM_KEY]);
  if (key === null) return inTransaction(ctx, work);
  const answer = await once(ctx, key, fingerprint(route, values, file), async (tx) => ({
    status: 303,
    body: { location: await work(tx) },
  }));
  return String(answer.body.location);
}
