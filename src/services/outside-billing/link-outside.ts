import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { id, requiredLine } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { keepRef, readOutsideId } from './external-ref.js';
import { findLinkable } from './linkable-object.js';
import { LINKABLE, OUTSIDE_PROVIDERS } from './outside-billing.js';

export const outsideId = requiredLine(255, 'Please enter the id as the outside system shows it.');
export const outsideProvider = z.enum(OUTSIDE_PROVIDERS, 'Please choose the outside system.');

const link = z.object({
  objectType: z.enum(LINKABLE),
  objectId: id,
  provider: outsideProvider,
  externalId: outsideId,
});

/**
 * Keeps what an account, a contract, an invoice or a billing period is called in an outside system (C13). 409
 * `linked_already` when it has an id there, `outside_id_taken` when the id belongs to another object.
 */
export const linkOutside = operation({
  name: 'outside.link',
  permission: 'outside_billing.record',
  input: link,
  run: (ctx, input): Promise<{ externalRefId: number }> => keepLink(ctx, input, 'externalId'),
});

/** The same as a step of another operation, whose field for the id has another name. */
export async function keepLink(
  ctx: TxContext,
  { objectType, objectId, provider, externalId }: z.output<typeof link>,
  field: string,
): Promise<{ externalRefId: number }> {
  const object = await findLinkable(ctx, objectType, objectId);
  const told = readOutsideId(provider, objectType, externalId, field);
  const kept = await keepRef(
    ctx,
    { accountId: object.accountId, provider, objectType, objectId, externalId: told },
    field,
  );
  await ctx.audit({
    action: 'outside.link',
    entityType: object.entityType,
    entityId: object.id,
    accountId: object.accountId,
    changes: { [provider]: { before: null, after: told } },
  });
  return { externalRefId: kept.id };
}
