import type { OneTimePurpose, OneTimeToken } from '@prisma/client';
import { addMinutes } from './calendar.js';
import type { Context, TxContext } from './context.js';
import { dbOf } from './db.js';
import { Refusal } from './errors.js';
import { hashToken, newToken } from './ids.js';

const LIFETIME_MINUTES: Record<OneTimePurpose, number> = {
  verify_email: 7 * 24 * 60,
  reset_password: 60,
  staff_set_password: 3 * 24 * 60,
};

type Owner = { userId: number } | { staffUserId: number };

/**
 * A token for a mailed link. Only its hash is stored. Earlier ones go on working until one of them is used: anybody may
 * ask for a link to a stranger's address, and would end with each question the link which that person is about to use.
 */
export async function issueOneTimeToken(
  ctx: TxContext,
  purpose: OneTimePurpose,
  owner: Owner,
  lifetimeMinutes = LIFETIME_MINUTES[purpose],
): Promise<string> {
  const token = newToken();
  await ctx.db.oneTimeToken.create({
    data: {
      purpose,
      ...owner,
      tokenHash: hashToken(token),
      expiresAt: addMinutes(ctx.now, lifetimeMinutes),
      createdAt: ctx.now,
    },
  });
  return token;
}

/** For whoever sends a link again on purpose: the earlier ones stop working. */
export async function endOneTimeTokens(ctx: TxContext, purpose: OneTimePurpose, owner: Owner): Promise<void> {
  await ctx.db.oneTimeToken.updateMany({ where: { purpose, ...owner, usedAt: null }, data: { usedAt: ctx.now } });
}

/** Whether a link would still serve; looking uses nothing up, for mail scanners look too. */
export async function oneTimeTokenServes(ctx: Context, purpose: OneTimePurpose, token: string): Promise<boolean> {
  const open = { tokenHash: hashToken(token), purpose, usedAt: null, expiresAt: { gt: ctx.clock.now() } };
  return (await dbOf(ctx).oneTimeToken.count({ where: open })) > 0;
}

export function linkHasEnded(): Refusal {
  const sentence = 'This link has been used or has expired. Please ask for a new one.';
  return new Refusal('rule_violated', 'token_invalid', sentence);
}

/** Uses a token up, and those beside it. Of two who present it at once, one gets through. */
export async function redeemOneTimeToken(ctx: TxContext, purposes: OneTimePurpose[], token: string) {
  const tokenHash = hashToken(token);
  const { count } = await ctx.db.oneTimeToken.updateMany({
    where: { tokenHash, purpose: { in: purposes }, usedAt: null, expiresAt: { gt: ctx.now } },
    data: { usedAt: ctx.now },
  });
  if (count === 0) throw linkHasEnded();
  const used = await ctx.db.oneTimeToken.findUniqueOrThrow({ where: { tokenHash } });
  await endThoseBeside(ctx, used);
  return used;
}

/** One that somebody else uses at this moment is left to them: each would wait for the other. */
async function endThoseBeside(ctx: TxContext, { purpose, userId, staffUserId }: OneTimeToken): Promise<void> {
  await ctx.db.$executeRaw`
    UPDATE one_time_tokens SET used_at = ${ctx.now} WHERE id IN (
      SELECT id FROM one_time_tokens
      WHERE purpose = ${purpose}::"OneTimePurpose" AND (user_id = ${userId} OR staff_user_id = ${staffUserId}) AND used_at IS NULL
      FOR UPDATE SKIP LOCKED)`;
}
