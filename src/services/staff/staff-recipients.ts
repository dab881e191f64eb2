import type { TxContext } from '../core/context.js';
import type { StaffPermission } from '../core/permissions.js';
import { rolesWith } from './role-permissions.js';

/** Who among staff is told what waits: STAFF_INBOX where it is set, else everyone whose role may decide. */
export async function staffRecipients(
  ctx: TxContext,
  permission: StaffPermission,
): Promise<{ email: string; name: string }[]> {
  const inbox = ctx.installation.staffInbox;
  if (inbox !== null) return [{ email: inbox, name: '' }];
  const people = await ctx.db.staffUser.findMany({
    where: { isActive: true, role: { in: rolesWith(permission) } },
    orderBy: { id: 'asc' },
  });
  return people.map((person) => ({ email: person.email, name: person.fullName }));
}
