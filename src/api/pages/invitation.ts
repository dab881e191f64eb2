import { type Request, type Response, Router } from 'express';
import { acceptInvitation } from '../../services/users/accept-invitation.js';
import { getInvitation, type InvitationView } from '../../services/users/get-invitation.js';
import { logIn } from '../../services/users/log-in.js';
import type { SignedInUser } from '../../services/users/signed-in-user.js';
import { attemptKey, countFailures } from '../limits.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { formatDate } from './formats.js';
import { readValues } from './read-form.js';
import { RIGHT_WORDS, roleBadge, roleText } from './role-words.js';
import { flash, sendTo, signIn } from './session.js';
import { contextOf, type Site, showPage, timeZoneOf, visitorOf } from './site.js';
import { attempt, queryText, setRetryAfter } from './submission.js';

const FIELDS = {
  fullName: { name: 'full_name', label: 'Your name', required: true, autocomplete: 'name', maxLength: 255 },
  password: {
    name: 'password',
    label: 'Password',
    kind: 'password',
    required: true,
    hint: 'At least 8 characters.',
    autocomplete: 'new-password',
    maxLength: 200,
  },
  passwordConfirm: {
    name: 'password_confirm',
    label: 'Password again',
    kind: 'password',
    required: true,
    autocomplete: 'new-password',
    maxLength: 200,
  },
} as const satisfies Record<string, FieldDefinition>;

/** Where the mailed link leads: who invites, with which rights, and what it takes to join. */
export function invitationPages(site: Site): Router {
  const router = Router();
  // Mail scanners open every link: only the button behind it accepts.
  router.get('/invitation', async (req, res) => {
    const token = queryText(req, 'token');
    const invitation = await getInvitation(contextOf(site, req), token);
    await showForm(site, req, res, { invitation, token }, {}, new Map());
  });
  router.post('/invitation', (req, res) => submit(site, req, res));
  return router;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const { token = '', password = '', full_name: fullName = '', password_confirm: passwordConfirm = '' } = values;
  const ctx = contextOf(site, req);
  const invitation = await getInvitation(ctx, token.slice(0, 200));
  const accept = () => acceptInvitation(ctx, { token, fullName, password, passwordConfirm });
  // By person: colleagues who join from one office must not use up each other's attempts.
  const key = attemptKey(req, `invitation ${invitation?.email ?? ''}`);
  const result = await attempt(() => countFailures(site.limits.password, key, accept));
  if (result.ok) return welcome(req, res, result.value);
  if (result.code === 'invitation_used' && invitation !== null) {
    const again = await attempt(() => alreadyIn(site, req, invitation, password));
    if (again.ok) return welcome(req, res, again.value);
  }
  setRetryAfter(res, result);
  const isOver = result.code.startsWith('invitation_');
  const now = isOver ? await getInvitation(ctx, token.slice(0, 200)) : invitation;
  await showForm(site, req, res, { invitation: now, token }, values, result.errors, result.status);
}

/** A second press of the button finds the link used by the first one: whoever knows the password is let in. */
function alreadyIn(site: Site, req: Request, { email }: InvitationView, password: string): Promise<SignedInUser> {
  return countFailures(site.limits.logIn, attemptKey(req, email), () =>
    logIn(contextOf(site, req), { email, password }),
  );
}

async function welcome(req: Request, res: Response, user: SignedInUser): Promise<void> {
  await signIn(req, user);
  flash(req, 'success', `Welcome. You belong to ${user.account.name} now.`);
  await sendTo(req, res, '/app');
}

interface Opened {
  invitation: InvitationView | null;
  token: string;
}

async function showForm(
  site: Site,
  req: Request,
  res: Response,
  { invitation, token }: Opened,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  if (invitation === null || invitation.state !== 'open') return showOver(site, req, res, invitation);
  const zone = await timeZoneOf(site, req);
  const { password: _, password_confirm: __, ...kept } = values;
  const fields = fieldViews(FIELDS, kept, errors);
  await showPage(
    site,
    req,
    res,
    'invitation',
    {
      token,
      fields,
      errors: errorLinks(errors, anchorsOf(fields)),
      signedInAs: visitorOf(req)?.email ?? null,
      invitation: {
        accountName: invitation.accountName,
        invitedBy: invitation.invitedBy,
        email: invitation.email,
        badge: roleBadge(invitation.role),
        roleText: roleText(invitation.role),
        rights: RIGHT_WORDS.filter(({ right }) => invitation.rights[right]).map(({ title }) => title),
        expiresAt: formatDate(invitation.expiresAt, zone),
      },
    },
    status,
  );
}

const OVER = {
  expired: {
    heading: 'This invitation has expired',
    text: 'Please ask the person who invited you to send it again; it takes a moment.',
  },
  used: {
    heading: 'This invitation was accepted already',
    text: 'If that was you, sign in with the password you chose.',
  },
  revoked: { heading: 'This invitation was taken back', text: 'Please ask the person who invited you.' },
  unknown: {
    heading: 'This link no longer works',
    text: 'It leads to no invitation, or a newer one was sent. Please use the link of the latest mail, and copy it whole.',
  },
} as const;

async function showOver(site: Site, req: Request, res: Response, invitation: InvitationView | null): Promise<void> {
  const state = invitation === null || invitation.state === 'open' ? 'unknown' : invitation.state;
  const action =
    visitorOf(req) === null ? { href: '/login', label: 'Sign in' } : { href: '/app', label: 'To your account' };
  await showPage(site, req, res, 'link-expired', { ...OVER[state], action }, 422);
}
