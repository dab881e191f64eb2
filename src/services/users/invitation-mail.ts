import type { Invitation } from '@prisma/client';
import { addDays } from '../core/calendar.js';
import type { NewMail } from '../core/context.js';
import { hashToken, newToken } from '../core/ids.js';
import type { ActingPerson } from './lock-own-account.js';

const LIFETIME_DAYS = 7;

/** A secret for the mailed link, with what is kept of it. */
export function newInvitationToken(now: Date): { token: string; tokenHash: string; expiresAt: Date } {
  const token = newToken();
  return { token, tokenHash: hashToken(token), expiresAt: addDays(now, LIFETIME_DAYS) };
}

export function invitationMail(invitation: Invitation, me: ActingPerson, token: string): NewMail {
  return {
    kind: 'invitation',
    accountId: invitation.accountId,
    to: { email: invitation.email, name: '' },
    data: {
      accountName: me.account.name,
      invitedBy: me.fullName,
      role: invitation.role,
      expiresAt: invitation.expiresAt.toISOString(),
    },
    secretPath: `/invitation?token=${token}`,
  };
}
