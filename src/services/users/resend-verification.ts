import { z } from 'zod';
import { actingUser } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { endOneTimeTokens, issueOneTimeToken } from '../core/one-time-tokens.js';
import { operation } from '../core/operation.js';

/** Mails the verification link once more; the earlier link stops working. */
export const resendVerification = operation({
  name: 'user.resend_verification',
  permission: 'self',
  input: z.object({}),
  async run(ctx): Promise<void> {
    const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actingUser(ctx).id }, include: { account: true } });
    if (user.emailVerifiedAt !== null)
      throw new Refusal('conflict', 'already_verified', 'Your e-mail address is verified already.');
    await endOneTimeTokens(ctx, 'verify_email', { userId: user.id });
    const token = await issueOneTimeToken(ctx, 'verify_email', { userId: user.id });
    await ctx.enqueue({
      kind: 'verify-email',
      accountId: user.accountId,
      to: { email: user.email, name: user.fullName },
      data: { name: user.fullName, accountName: user.account.name, planName: '' },
      secretPath: `/verify-email?token=${token}`,
    });
    await ctx.audit({
      action: 'user.resend_verification',
      entityType: 'User',
      entityId: user.id,
      accountId: user.accountId,
    });
  },
});
