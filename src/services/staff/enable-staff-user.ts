import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { findStaffUser, updateStaffUser } from './update-staff-user.js';

/** Lets a disabled colleague in again, with the password they had. */
export const enableStaffUser = operation({
  name: 'staff.enable',
  permission: 'staff.manage',
  input: z.object({ staffUserId: id }),
  async run(ctx, { staffUserId }): Promise<void> {
    const person = await findStaffUser(ctx, staffUserId);
    if (person.isActive) throw new Refusal('conflict', 'enabled_already', 'This colleague is enabled already.');
    await updateStaffUser(ctx, staffUserId, { isActive: true });
    await ctx.audit({
      action: 'staff.enable',
      entityType: 'StaffUser',
      entityId: staffUserId,
      accountId: null,
      changes: { is_active: { before: false, after: true } },
    });
  },
});
