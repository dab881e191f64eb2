import type { ExternalRef } from '@prisma/client';
import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { id, reason } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { correctRef, readOutsideId } from './external-ref.js';
import { outsideId, outsideProvider } from './link-outside.js';
import { findLinkable, type LinkableObject } from './linkable-object.js';
import { LINKABLE, type Linkable, type OutsideProvider } from './outside-billing.js';

/** Puts a mistyped outside id right; the audit keeps both. */
export const correctOutsideLink = operation({
  name: 'outside.correct',
  permission: 'outside_billing.record',
  input: z.object({ externalRefId: id, externalId: outsideId }),
  async run(ctx, { externalRefId, externalId }): Promise<void> {
    const link = await findLink(ctx, externalRefId);
    const told = readOutsideId(link.provider, link.objectType, externalId, 'externalId');
    if (told === link.externalId)
      throw new Refusal('conflict', 'id_unchanged', 'This is the id that stands there already.');
    await correctRef(ctx, externalRefId, link, told);
    await ctx.audit({ action: 'outside.correct', ...about(link), changes: changeOf(link, told) });
  },
});

/** Removes an outside id that should not be there, with the reason in the audit. */
export const unlinkOutside = operation({
  name: 'outside.unlink',
  permission: 'outside_billing.record',
  input: z.object({ externalRefId: id, reason }),
  async run(ctx, { externalRefId, reason }): Promise<void> {
    const link = await findLink(ctx, externalRefId);
    await ctx.db.externalRef.delete({ where: { id: externalRefId } });
    await ctx.audit({ action: 'outside.unlink', ...about(link), changes: changeOf(link, null), reason });
  },
});

interface Link extends Pick<ExternalRef, 'accountId' | 'objectId' | 'externalId'> {
  provider: OutsideProvider;
  objectType: Linkable;
  object: LinkableObject;
}

/** A link as it stands once we are the only ones to change this account's. A payment's reference is proof, and stays. */
async function findLink(ctx: TxContext, refId: number): Promise<Link> {
  const known = await ctx.db.externalRef.findUnique({ where: { id: refId } });
  if (known === null) throw gone();
  const objectType = z.enum(LINKABLE).safeParse(known.objectType);
  if (!objectType.success) {
    throw new Refusal(
      'rule_violated',
      'payment_reference_stays',
      'The reference of a recorded payment stays as it is.',
    );
  }
  const object = await findLinkable(ctx, objectType.data, known.objectId);
  const link = await ctx.db.externalRef.findUnique({ where: { id: refId } });
  if (link === null) throw gone();
  return { ...link, provider: outsideProvider.parse(link.provider), objectType: objectType.data, object };
}

function gone(): Refusal {
  return new Refusal('not_found', 'external_ref_not_found', 'This link does not exist any more.');
}

function about({ object }: Link) {
  return { entityType: object.entityType, entityId: object.id, accountId: object.accountId };
}

function changeOf({ provider, externalId }: Link, after: string | null) {
  return { [provider]: { before: externalId, after } };
}
