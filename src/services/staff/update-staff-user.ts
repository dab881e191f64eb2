import type { Prisma, StaffUser } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';

/** Writes to a colleague's row; the database keeps the last superadmin, whoever asks and however many ask at once. */
export async function updateStaffUser(
  ctx: TxContext,
  staffUserId: number,
  data: Prisma.StaffUserUncheckedUpdateInput,
): Promise<StaffUser> {
  try {
    return await ctx.db.staffUser.update({ where: { id: staffUserId }, data: { ...data, version: { increment: 1 } } });
  } catch (error) {
    if (error instanceof Error && error.message.includes('the last superadmin stays')) throw lastSuperadmin();
    throw error;
  }
}

export async function findStaffUser(ctx: TxContext, staffUserId: number): Promise<StaffUser> {
  await ctx.db.$queryRaw`SELECT id FROM staff_users WHERE id = ${staffUserId} FOR UPDATE`;
  const person = await ctx.db.staffUser.findUnique({ where: { id: staffUserId } });
  if (person === null) throw new Refusal('not_found', 'staff_user_not_found', 'This colleague does not exist.');
  return person;
}

function lastSuperadmin(): Refusal {
  return new Refusal(
    'rule_violated',
    'last_superadmin',
    'This is the last superadmin. Make a colleague superadmin first.',
  );
}
