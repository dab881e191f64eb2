import type { TxContext } from '../core/context.js';
import { issueOneTimeToken } from '../core/one-time-tokens.js';
import { staffRecipients } from '../staff/staff-recipients.js';
import type { OpenedAccount } from './open-account.js';

/** What an applicant is told after signup: verify the address, and welcome or wait. Staff hear of who waits. */
export async function mailApplicant(ctx: TxContext, { account, user, plan }: OpenedAccount): Promise<void> {
  const to = { email: user.email, name: user.fullName };
  const facts = { name: user.fullName, accountName: account.name, planName: plan.name };
  const token = await issueOneTimeToken(ctx, 'verify_email', { userId: user.id });
  await ctx.enqueue({
    kind: 'verify-email',
    accountId: account.id,
    to,
    data: facts,
    secretPath: `/verify-email?token=${token}`,
  });
  if (account.status === 'trial') {
    await ctx.enqueue({
      kind: 'welcome',
      accountId: account.id,
      to,
      data: { ...facts, credits: account.creditBalance, trialExpiresAt: account.trialExpiresAt?.toISOString() ?? null },
    });
  }
  if (account.status !== 'pending') return;
  await ctx.enqueue({ kind: 'awaiting-approval', accountId: account.id, to, data: facts });
  const reviewers = await staffRecipients(ctx, 'accounts.review');
  await ctx.enqueue(
    reviewers.map((reviewer) => ({
      kind: 'staff-account-waiting' as const,
      accountId: account.id,
      to: reviewer,
      data: {
        accountId: account.id,
        accountName: account.name,
        applicant: user.fullName,
        email: user.email,
        planName: plan.name,
      },
    })),
  );
}
