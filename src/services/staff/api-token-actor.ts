import type { StaffApiToken, StaffUser } from '@prisma/client';
import { addMinutes } from '../core/calendar.js';
import type { Actor, Installation } from '../core/context.js';
import { hashToken } from '../core/ids.js';
import { STAFF_ROLE_PERMISSIONS } from './role-permissions.js';

/** How a staff API token begins, so that the door and a leak's finder know one when they see it. */
export const API_TOKEN_PREFIX = 'cst_';

/** What the audit keeps of an actor. */
const LABEL_LENGTH = 254;

export type TokenActor = Extract<Actor, { type: 'staff' }> & { apiTokenId: number };

/**
 * The program behind a staff API token, as the database knows token and maker now; null for a token that is unknown,
 * expired or revoked, or whose maker is disabled. Notes that it was used, outside of any transaction.
 */
export async function staffActorOfToken(
  installation: Installation,
  token: string,
  now: Date,
): Promise<TokenActor | null> {
  const found = await installation.prisma.staffApiToken.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { createdBy: true },
  });
  if (found === null || found.revokedAt !== null || found.expiresAt <= now || !found.createdBy.isActive) return null;
  await noteUse(installation, found, now);
  return actorOf(found, found.createdBy);
}

/** Once a minute is enough for a reader, and spares a busy program a write per request. */
async function noteUse({ prisma }: Installation, { id, lastUsedAt }: StaffApiToken, now: Date): Promise<void> {
  const minuteAgo = addMinutes(now, -1);
  if (lastUsedAt !== null && lastUsedAt > minuteAgo) return;
  await prisma.staffApiToken.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: minuteAgo } }] },
    data: { lastUsedAt: now },
  });
}

/** What the token's role may, as far as its maker's role still does: a demotion reaches the tokens made before. */
function actorOf(token: StaffApiToken, maker: StaffUser): TokenActor {
  const makers = new Set(STAFF_ROLE_PERMISSIONS[maker.role]);
  return {
    type: 'staff',
    id: maker.id,
    apiTokenId: token.id,
    email: labelOf(maker.email, token.name),
    permissions: new Set(STAFF_ROLE_PERMISSIONS[token.role].filter((permission) => makers.has(permission))),
  };
}

/** "boss@seller.example (token “ERP”)": the name is never cut, for it tells tokens of one maker apart. */
function labelOf(email: string, name: string): string {
  const token = ` (token “${name}”)`;
  const room = LABEL_LENGTH - token.length;
  return `${email.length <= room ? email : `${email.slice(0, room - 1)}…`}${token}`;
}
