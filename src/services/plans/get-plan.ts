import type { Plan } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { fieldRefusal } from '../core/errors.js';

export const DEFAULT_PLAN_SLUG = 'free-trial';

/** The plan somebody asks for by its slug; refuses one that is not on offer. */
export async function getOfferedPlan(ctx: Context, slug: string): Promise<Plan> {
  const plan = await dbOf(ctx).plan.findFirst({ where: { slug, isActive: true } });
  if (plan === null)
    throw fieldRefusal(
      'plan_slug',
      'plan_unknown',
      'This plan is not on offer. Please choose one of the plans listed.',
    );
  return plan;
}
