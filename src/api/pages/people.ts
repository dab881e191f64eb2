import { type Request, type Response, Router } from 'express';
import { listOwnPeople, type OpenInvitation, type People, type PersonView } from '../../services/users/list-people.js';
import { resendInvitation } from '../../services/users/resend-invitation.js';
import { revokeInvitation } from '../../services/users/revoke-invitation.js';
import { permissionsOf } from '../../services/users/role-permissions.js';
import { callerKey } from '../limits.js';
import { sendErrorPage } from './errors.js';
import { countOf, formatDate } from './formats.js';
import { rightsLine, roleBadge } from './role-words.js';
import { flash, sendTo } from './session.js';
import { contextOf, type Site, showPage, signedInVisitor, timeZoneOf } from './site.js';
import { attempt, pathId, queryCursor } from './submission.js';

const SHOWN = 50;

export function peoplePages(site: Site): Router {
  const router = Router();
  router.get('/app/people', (req, res) => showPeople(site, req, res));
  router.post('/app/invitations/:id/resend', (req, res) => resend(site, req, res));
  router.post('/app/invitations/:id/revoke', (req, res) => revoke(site, req, res));
  return router;
}

async function showPeople(site: Site, req: Request, res: Response): Promise<void> {
  const zone = await timeZoneOf(site, req);
  const found = await listOwnPeople(contextOf(site, req), { limit: SHOWN, ...queryCursor(req, 'after') });
  const visitor = signedInVisitor(req);
  const mayManage = permissionsOf(visitor).has('tenant.manage_people');
  const isOpen = visitor.account.status === 'trial' || visitor.account.status === 'active';
  const owners = found.people.rows.filter(({ role }) => role === 'owner').length;
  await showPage(site, req, res, 'people', {
    mayManage: mayManage && isOpen,
    mayInvite: mayManage && isOpen && found.seats.free > 0,
    notice: mayManage ? noticeOf(found, isOpen) : null,
    seats: `${countOf(found.seats.taken, 'person', 'people')} of ${found.seats.of} on your plan.`,
    people: found.people.rows.map((person) => personRow(person, { iAmOwner: visitor.role === 'owner', owners }, zone)),
    invitations: found.invitations.map((invitation) => invitationRow(invitation, zone)),
    moreHref: found.people.nextCursor === null ? null : `/app/people?after=${found.people.nextCursor}`,
  });
}

function noticeOf({ seats }: People, isOpen: boolean): object | null {
  if (!isOpen) {
    const text = 'People can be invited and changed again once what is open is paid and your account is active.';
    return {
      tone: 'warning',
      icon: 'clock',
      heading: 'Your account is not active',
      text,
      href: '/app',
      label: 'See what is open',
    };
  }
  if (seats.free > 0) return null;
  const text = `${seats.sentence} To invite somebody, choose a larger plan or remove somebody first.`;
  return {
    tone: 'info',
    icon: 'users',
    heading: 'Every seat is taken',
    text,
    href: '/app/plan',
    label: 'See the plan',
  };
}

/** Admins cannot touch owners, nobody changes their own role, the last owner stays: what would be refused is not offered. */
function personRow(person: PersonView, mine: { iAmOwner: boolean; owners: number }, zone: string): object {
  const isOwner = person.role === 'owner';
  const isOffered = person.isMe ? isOwner && mine.owners > 1 : !isOwner || mine.iAmOwner;
  return {
    fullName: person.fullName,
    email: person.email,
    isMe: person.isMe,
    badge: roleBadge(person.role),
    rights: person.role === 'owner' ? 'Everything' : rightsLine(person.rights),
    lastLoginAt: formatDate(person.lastLoginAt, zone) || 'not yet',
    href: isOffered ? `/app/people/${person.id}` : null,
  };
}

function invitationRow(invitation: OpenInvitation, zone: string): object {
  return {
    email: invitation.email,
    badge: roleBadge(invitation.role),
    rights: rightsLine(invitation.rights),
    invitedBy: invitation.invitedBy,
    state: invitation.isExpired ? { tone: 'warning', label: 'Expired' } : { tone: 'info', label: 'Waiting' },
    until: formatDate(invitation.expiresAt, zone),
    isExpired: invitation.isExpired,
    resendHref: `/app/invitations/${invitation.id}/resend`,
    revokeHref: `/app/invitations/${invitation.id}/revoke`,
  };
}

async function resend(site: Site, req: Request, res: Response): Promise<void> {
  const ctx = contextOf(site, req);
  const invitationId = pathId(req);
  const result = await attempt(async () => {
    await site.limits.invite.consume(callerKey(req, ctx.actor));
    return resendInvitation(ctx, { invitationId });
  });
  if (result.ok)
    flash(req, 'success', `We sent the invitation to ${result.value.email} again. The earlier link no longer works.`);
  else if (result.status === 404) return sendErrorPage(site, req, res, 404, '');
  else flash(req, 'info', result.errors.get('') ?? 'The invitation could not be sent.');
  await sendTo(req, res, '/app/people');
}

async function revoke(site: Site, req: Request, res: Response): Promise<void> {
  const invitationId = pathId(req);
  const result = await attempt(() => revokeInvitation(contextOf(site, req), { invitationId }));
  if (result.ok) flash(req, 'success', `The invitation of ${result.value.email} is revoked.`);
  else if (result.status === 404) return sendErrorPage(site, req, res, 404, '');
  else flash(req, 'info', result.errors.get('') ?? 'The invitation could not be revoked.');
  await sendTo(req, res, '/app/people');
}
