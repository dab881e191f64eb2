import type { Invitation } from '@prisma/client';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';

/** An own invitation that still waits for its answer. An expired one waits too: it can be sent again. */
export async function findWaitingInvitation(
  ctx: TxContext,
  accountId: number,
  invitationId: number,
): Promise<Invitation> {
  const invitation = await ctx.db.invitation.findFirst({ where: { id: invitationId, accountId } });
  if (invitation === null) throw new Refusal('not_found', 'invitation_not_found', 'This invitation does not exist.');
  if (invitation.acceptedAt !== null)
    throw new Refusal('conflict', 'invitation_used', 'This invitation was accepted already.');
  if (invitation.revokedAt !== null)
    throw new Refusal('conflict', 'invitation_revoked', 'This invitation was revoked. Please invite the person anew.');
  return invitation;
}
