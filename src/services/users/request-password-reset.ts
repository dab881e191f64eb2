import { z } from 'zod';
import { email } from '../core/fields.js';
import { issueOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';

/** Mails a link to set a new password, if the address has a user who may sign in. The caller learns nothing. */
export const requestPasswordReset = operation({
  name: 'user.request_password_reset',
  permission: 'public',
  input: z.object({ email }),
  async run(ctx, { email }): Promise<void> {
    const user = await ctx.db.user.findFirst({ where: { email, removedAt: null } });
    if (user === null || !user.isActive) return;
    const token = await issueOneTimeToken(ctx, 'reset_password', { userId: user.id });
    await ctx.enqueue({
      kind: 'password-reset',
      accountId: user.accountId,
      to: { email: user.email, name: user.fullName },
      data: { name: user.fullName },
      secretPath: `/reset-password?token=${token}`,
    });
    await ctx.audit({
      action: 'user.request_password_reset',
      entityType: 'User',
      entityId: user.id,
      accountId: user.accountId,
    });
  },
});
