import { z } from 'zod';
import { email } from '../core/fields.js';
import { issueOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';

/** Mails a colleague a link to set a new password, if the address is one of theirs. The caller learns nothing. */
export const requestStaffPasswordReset = operation({
  name: 'staff.request_password_reset',
  permission: 'public',
  input: z.object({ email }),
  async run(ctx, { email }): Promise<void> {
    const person = await ctx.db.staffUser.findUnique({ where: { email } });
    if (person === null || !person.isActive) return;
    const token = await issueOneTimeToken(ctx, 'staff_set_password', { staffUserId: person.id }, 60);
    await ctx.enqueue({
      kind: 'staff-password-reset',
      accountId: null,
      to: { email: person.email, name: person.fullName },
      data: { name: person.fullName },
      secretPath: `/admin/set-password?token=${token}`,
    });
    await ctx.audit({
      action: 'staff.request_password_reset',
      entityType: 'StaffUser',
      entityId: person.id,
      accountId: null,
    });
  },
});
