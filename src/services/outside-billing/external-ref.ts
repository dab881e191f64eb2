import { Prisma } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import { OUTSIDE_BILLING } from './adapters.js';
import type { Linkable, OutsideProvider } from './outside-billing.js';

export interface NewRef {
  accountId: number;
  provider: OutsideProvider;
  objectType: Linkable | 'payment';
  objectId: number;
  externalId: string;
}

/** The id in the system's own form; refused at the field where it was entered. */
export function readOutsideId(
  provider: OutsideProvider,
  object: Linkable | 'payment',
  told: string,
  field: string,
): string {
  const { label, readId } = OUTSIDE_BILLING[provider];
  const id = readId(object, told);
  if (id !== null) return id;
  const what = object.replace('_', ' ');
  throw fieldRefusal(
    field,
    'not_an_outside_id',
    `This is not the id that ${label} gives a ${what}. Please copy it again.`,
  );
}

/**
 * Keeps one reference of an object whose account is locked: one id per object and system, one object per id. Of two
 * objects that want the same id the unique index lets one through.
 */
export async function keepRef(ctx: TxContext, ref: NewRef, field: string): Promise<{ id: number }> {
  const { provider, objectType, objectId } = ref;
  const kept = await ctx.db.externalRef.findUnique({
    where: { provider_objectType_objectId: { provider, objectType, objectId } },
  });
  if (kept !== null) {
    throw new Refusal(
      'conflict',
      'linked_already',
      `This is linked to ${kept.externalId} in ${OUTSIDE_BILLING[provider].label} already. Correct or remove that link instead.`,
    );
  }
  return decided(ref, field, () => ctx.db.externalRef.create({ data: { ...ref, createdAt: ctx.now } }));
}

/** Gives a reference another id, if nobody else has it. */
export async function correctRef(ctx: TxContext, id: number, ref: NewRef, externalId: string): Promise<void> {
  await decided({ ...ref, externalId }, 'externalId', () =>
    ctx.db.externalRef.update({ where: { id }, data: { externalId } }),
  );
}

async function decided<T>(
  { provider, objectType, externalId }: NewRef,
  field: string,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    const { label } = OUTSIDE_BILLING[provider];
    const message = `Another ${objectType.replace('_', ' ')} has ${externalId} of ${label} already. Please check the number.`;
    throw new Refusal('conflict', 'outside_id_taken', message, [{ path: field, message }]);
  }
}
