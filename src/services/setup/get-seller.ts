import type { Seller } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

/** The one company that runs this installation. */
export function getSeller(ctx: Context): Promise<Seller> {
  return dbOf(ctx).seller.findFirstOrThrow({ orderBy: { id: 'asc' } });
}
