import type { TxContext } from '../core/context.js';

/** How many tokens of this colleague's making still open the door: a new password does not end them. */
export function countLivingTokens(ctx: TxContext, staffUserId: number): Promise<number> {
  return ctx.db.staffApiToken.count({
    where: { createdById: staffUserId, revokedAt: null, expiresAt: { gt: ctx.now } },
  });
}
