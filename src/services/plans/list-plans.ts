import type { Plan } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

/** Plans on offer, in the order operations gave them. */
export function listActivePlans(ctx: Context): Promise<Plan[]> {
  return dbOf(ctx).plan.findMany({ where: { isActive: true }, orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }] });
}
