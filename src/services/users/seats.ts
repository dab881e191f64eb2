import type { Plan } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

export interface Seats {
  taken: number;
  of: number;
  free: number;
  /** "Your plan Starter has 5 seats and all of them are taken." */
  sentence: string;
}

/** The plan's places for people, removed ones not counted. Only exact under the account's lock. */
export async function seatsOf(ctx: Context, accountId: number, plan: Plan): Promise<Seats> {
  const taken = await dbOf(ctx).user.count({ where: { accountId, removedAt: null } });
  const free = Math.max(0, plan.maxUsers - taken);
  return { taken, of: plan.maxUsers, free, sentence: sentenceOf(plan, free) };
}

function sentenceOf({ name, maxUsers }: Plan, free: number): string {
  const places = maxUsers === 1 ? 'one seat' : `${maxUsers} seats`;
  if (free > 0) return `The plan ${name} has ${places}, ${free} of them free.`;
  return `The plan ${name} has ${places}, and ${maxUsers === 1 ? 'it is' : 'all of them are'} taken.`;
}
