import type { UserRole } from '@prisma/client';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { hashToken } from '../core/ids.js';
import { type Rights, rightsOf } from './rights.js';

export type InvitationState = 'open' | 'expired' | 'used' | 'revoked';

export interface InvitationView {
  email: string;
  accountName: string;
  invitedBy: string;
  role: UserRole;
  rights: Rights;
  expiresAt: Date;
  state: InvitationState;
}

/** What the person behind the mailed link may know of their invitation; null for a token that none has. */
export async function getInvitation(ctx: Context, token: string): Promise<InvitationView | null> {
  const invitation = await dbOf(ctx).invitation.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { account: true, invitedBy: true },
  });
  if (invitation === null) return null;
  return {
    email: invitation.email,
    accountName: invitation.account.name,
    invitedBy: invitation.invitedBy.fullName,
    role: invitation.role,
    rights: rightsOf(invitation),
    expiresAt: invitation.expiresAt,
    state: invitationState(invitation, ctx.clock.now()),
  };
}

export function invitationState(
  invitation: { acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date },
  now: Date,
): InvitationState {
  if (invitation.acceptedAt !== null) return 'used';
  if (invitation.revokedAt !== null) return 'revoked';
  return invitation.expiresAt <= now ? 'expired' : 'open';
}
