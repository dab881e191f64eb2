import { addDays, addMinutes } from '../core/calendar.js';
import type { Context, TxContext } from '../core/context.js';
import { inTransaction } from '../core/db.js';
import { Refusal } from '../core/errors.js';
import { hashToken, newId, newToken } from '../core/ids.js';
import { maySignIn, type SignedInUser } from './signed-in-user.js';

const ACCESS_MINUTES = 15;
const REFRESH_DAYS = 30;

export interface TokenPair {
  access: string;
  refresh: string;
}

/** Opens a session for a program: an access token for 15 minutes and a refresh token for 30 days. */
export function openTokenSession(ctx: Context, user: { id: number; sessionEpoch: number }): Promise<TokenPair> {
  return inTransaction(ctx, (tx) => issuePair(tx, user, newId()));
}

/** Trades a refresh token for a new pair. A token presented twice was stolen: every session of the user ends. */
export async function refreshTokens(ctx: Context, refresh: string): Promise<TokenPair & { user: SignedInUser }> {
  const rotated = await inTransaction(ctx, async (tx) => {
    const token = await lockedToken(tx, refresh);
    if (token === null || token.kind !== 'refresh') return null;
    const { count } = await tx.db.authToken.updateMany({
      where: { id: token.id, usedAt: null, revokedAt: null, expiresAt: { gt: tx.now } },
      data: { usedAt: tx.now },
    });
    if (count === 0) {
      if (token.usedAt !== null) await revokeTokens(tx, { userId: token.userId });
      return null;
    }
    if (token.sessionEpoch !== token.user.sessionEpoch || !maySignIn(ctx.installation, token.user)) return null;
    return { ...(await issuePair(tx, token.user, token.familyId)), user: token.user };
  });
  // Thrown after the commit, so that the revocation stays.
  if (rotated === null)
    throw new Refusal('forbidden', 'token_invalid', 'This session has ended. Please sign in again.');
  return rotated;
}

/** Ends the session that a token (access or refresh) belongs to. An unknown token is no error: it is over already. */
export async function endTokenSession(ctx: Context, anyToken: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const token = await lockedToken(tx, anyToken);
    if (token !== null) await revokeTokens(tx, { familyId: token.familyId });
  });
}

/** The token as it stands once we are the only ones to move this user's tokens: all who do queue at the user's row. */
async function lockedToken(tx: TxContext, token: string) {
  const tokenHash = hashToken(token);
  await tx.db.$queryRaw`
    SELECT id FROM users WHERE id = (SELECT user_id FROM auth_tokens WHERE token_hash = ${tokenHash}) FOR NO KEY UPDATE`;
  return tx.db.authToken.findUnique({
    where: { tokenHash },
    include: { user: { include: { account: { include: { subscription: { include: { plan: true } } } } } } },
  });
}

async function revokeTokens(tx: TxContext, whose: { userId: number } | { familyId: string }): Promise<void> {
  await tx.db.authToken.updateMany({ where: { ...whose, revokedAt: null }, data: { revokedAt: tx.now } });
}

async function issuePair(
  tx: TxContext,
  user: { id: number; sessionEpoch: number },
  familyId: string,
): Promise<TokenPair> {
  const pair = { access: newToken(), refresh: newToken() };
  const row = { userId: user.id, familyId, sessionEpoch: user.sessionEpoch, createdAt: tx.now };
  await tx.db.authToken.createMany({
    data: [
      { ...row, kind: 'access', tokenHash: hashToken(pair.access), expiresAt: addMinutes(tx.now, ACCESS_MINUTES) },
      { ...row, kind: 'refresh', tokenHash: hashToken(pair.refresh), expiresAt: addDays(tx.now, REFRESH_DAYS) },
    ],
  });
  return pair;
}
