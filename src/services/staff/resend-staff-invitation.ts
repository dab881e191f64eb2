import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { endOneTimeTokens } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';
import { inviteStaffUser } from './invite-staff-user.js';

/** Mails the invitation once more to a colleague who has not set a password; the earlier link stops working. */
export const resendStaffInvitation = operation({
  name: 'staff.resend_invitation',
  permission: 'staff.manage',
  input: z.object({ staffUserId: id }),
  async run(ctx, { staffUserId }): Promise<void> {
    const person = await ctx.db.staffUser.findUnique({ where: { id: staffUserId } });
    if (person === null) throw new Refusal('not_found', 'staff_user_not_found', 'This colleague does not exist.');
    if (person.passwordHash !== null) {
      throw new Refusal(
        'conflict',
        'password_set_already',
        'This colleague has set a password already and can ask for a new one at the login.',
      );
    }
    await endOneTimeTokens(ctx, 'staff_set_password', { staffUserId: person.id });
    await inviteStaffUser(ctx, person);
    await ctx.audit({
      action: 'staff.resend_invitation',
      entityType: 'StaffUser',
      entityId: person.id,
      accountId: null,
    });
  },
});
