import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findStaffUser, updateStaffUser } from './update-staff-user.js';

/** Locks a colleague out, sessions included, from their next request on. The last superadmin cannot be disabled. */
export const disableStaffUser = operation({
  name: 'staff.disable',
  permission: 'staff.manage',
  input: z.object({ staffUserId: id }),
  async run(ctx, { staffUserId }): Promise<void> {
    const person = await findStaffUser(ctx, staffUserId);
    if (!person.isActive) throw new Refusal('conflict', 'disabled_already', 'This colleague is disabled already.');
    await updateStaffUser(ctx, staffUserId, { isActive: false, sessionEpoch: { increment: 1 } });
    await ctx.audit({
      action: 'staff.disable',
      entityType: 'StaffUser',
      entityId: staffUserId,
      accountId: null,
      changes: { is_active: { before: true, after: false } },
    });
  },
});
