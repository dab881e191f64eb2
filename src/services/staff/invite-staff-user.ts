import type { StaffUser } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { issueOneTimeToken } from '../core/one-time-tokens.js';

/** Mails a colleague the one-time link to set the first password. */
export async function inviteStaffUser(ctx: TxContext, person: StaffUser): Promise<void> {
  const token = await issueOneTimeToken(ctx, 'staff_set_password', { staffUserId: person.id });
  await ctx.enqueue({
    kind: 'staff-invitation',
    accountId: null,
    to: { email: person.email, name: person.fullName },
    data: { name: person.fullName, role: person.role, invitedBy: ctx.actor.type === 'staff' ? ctx.actor.email : '' },
    secretPath: `/admin/set-password?token=${token}`,
  });
}
