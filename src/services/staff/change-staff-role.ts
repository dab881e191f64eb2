import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { staffRole } from './create-staff-user.js';
import { findStaffUser, updateStaffUser } from './update-staff-user.js';

/** Gives a colleague another role; it counts from their next request. The last superadmin cannot be demoted. */
export const changeStaffRole = operation({
  name: 'staff.change_role',
  permission: 'staff.manage',
  input: z.object({ staffUserId: id, role: staffRole }),
  async run(ctx, { staffUserId, role }): Promise<void> {
    const person = await findStaffUser(ctx, staffUserId);
    if (person.role === role) throw new Refusal('conflict', 'role_unchanged', `This colleague is ${role} already.`);
    await updateStaffUser(ctx, staffUserId, { role });
    await ctx.audit({
      action: 'staff.change_role',
      entityType: 'StaffUser',
      entityId: staffUserId,
      accountId: null,
      changes: { role: { before: person.role, after: role } },
    });
  },
});
