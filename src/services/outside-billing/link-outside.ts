import { z } from 'zod';
import { id, requiredLine } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { keepRef, readOutsideId } from './external-ref.js';
import { findLinkable } from './linkable-object.js';
import { LINKABLE, OUTSIDE_PROVIDERS } from './outside-billing.js';

export const outsideId = requiredLine(255, 'Please enter the id as the outside system shows it.');
export const outsideProvider = z.enum(OUTSIDE_PROVIDERS, 'Please choose the outside system.');

/**
 * Keeps what an account, a contract, an invoice or a billing period is called in an outside system (C13). 409
 * `linked_already` when it has an id there, `outside_id_taken` when the id belongs to another object.
 */
export const linkOutside = operation({
  name: 'outside.link',
  permission: 'outside_billing.record',
  input: z.object({
    objectType: z.enum(LINKABLE),
    objectId: id,
    provider: outsideProvider,
    externalId: outsideId,
  }),
  async run(ctx, { objectType, objectId, provider, externalId }): Promise<{ externalRefId: number }> {
    const object = await findLinkable(ctx, objectType, objectId);
    const told = readOutsideId(provider, objectType, externalId, 'externalId');
    const ref = { accountId: object.accountId, provider, objectType, objectId, externalId: told };
    const kept = await keepRef(ctx, ref, 'externalId');
    await ctx.audit({
      action: 'outside.link',
      entityType: object.entityType,
      entityId: object.id,
      accountId: object.accountId,
      changes: { [provider]: { before: null, after: told } },
    });
    return { externalRefId: kept.id };
  },
});
