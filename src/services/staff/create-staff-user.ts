import { z } from 'zod';
import { fieldRefusal } from '../core/errors.js';
import { email, requiredLine } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { inviteStaffUser } from './invite-staff-user.js';

export const staffRole = z.enum(['superadmin', 'finance', 'support', 'operations', 'auditor'], 'Please choose a role.');

/** Adds a colleague, who sets the password by a mailed one-time link. */
export const createStaffUser = operation({
  name: 'staff.create',
  permission: 'staff.manage',
  input: z.object({ fullName: requiredLine(255, 'Please enter the name.'), email, role: staffRole }),
  async run(ctx, input): Promise<{ staffUserId: number }> {
    if ((await ctx.db.staffUser.count({ where: { email: input.email } })) > 0) {
      throw fieldRefusal('email', 'email_taken', 'A colleague with this e-mail address exists already.');
    }
    const person = await ctx.db.staffUser.create({ data: { ...input, createdAt: ctx.now } });
    await inviteStaffUser(ctx, person);
    await ctx.audit({
      action: 'staff.create',
      entityType: 'StaffUser',
      entityId: person.id,
      accountId: null,
      changes: { email: { after: person.email }, role: { after: person.role } },
    });
    return { staffUserId: person.id };
  },
});
