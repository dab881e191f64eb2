import { UserRole } from '@prisma/client';
import { type Request, type Response, Router } from 'express';
import { fieldRefusal } from '../../services/core/errors.js';
import { changeUserRole } from '../../services/users/change-user-role.js';
import { getOwnPerson, type PersonView } from '../../services/users/list-people.js';
import { removeUser } from '../../services/users/remove-user.js';
import { transferOwnership } from '../../services/users/transfer-ownership.js';
import { sendErrorPage } from './errors.js';
import { errorLinks, type FormErrors, type FormValues } from './form.js';
import { formatDate } from './formats.js';
import { readValues } from './read-form.js';
import { ROLE_ANCHORS, rightsIn, roleFields, roleOf, roleValues } from './role-form.js';
import { roleBadge } from './role-words.js';
import { flash, sendTo, signOut } from './session.js';
import { contextOf, forgetVisitor, type Site, showPage, signedInVisitor, timeZoneOf } from './site.js';
import { attempt, type FailedAttempt, pathId } from './submission.js';

const PEOPLE = '/app/people';

export function personPages(site: Site): Router {
  const router = Router();
  router.get('/app/people/:id', async (req, res) => {
    const person = await getOwnPerson(contextOf(site, req), pathId(req));
    await showPerson(site, req, res, person, roleValues(person.role, person.rights), new Map());
  });
  router.post('/app/people/:id', (req, res) => change(site, req, res));
  router.post('/app/people/:id/remove', (req, res) => remove(site, req, res));
  router.post('/app/people/:id/transfer', (req, res) => transfer(site, req, res));
  return router;
}

async function change(site: Site, req: Request, res: Response): Promise<void> {
  const userId = pathId(req);
  const values = await readValues(req);
  const ctx = contextOf(site, req);
  const person = await getOwnPerson(ctx, userId);
  const result = await attempt(async () => {
    const role = roleOf(values, Object.values(UserRole));
    if (role === undefined) throw fieldRefusal('role', 'invalid_input', 'Please choose a role.');
    return changeUserRole(ctx, { userId, role, ...rightsIn(values), ...versionIn(values) });
  });
  if (!result.ok) return showPerson(site, req, res, person, values, result.errors, result.status);
  const sentence = result.value.changed ? `The role of ${person.fullName} is saved.` : 'Nothing was changed.';
  flash(req, result.value.changed ? 'success' : 'info', sentence);
  await sendTo(req, res, PEOPLE);
}

function versionIn({ version = '' }: FormValues): { version?: number } {
  return /^[1-9]\d{0,8}$/.test(version) ? { version: Number(version) } : {};
}

async function remove(site: Site, req: Request, res: Response): Promise<void> {
  const userId = pathId(req);
  const result = await attempt(() => removeUser(contextOf(site, req), { userId }));
  if (!result.ok) return refuse(site, req, res, result);
  if (!result.value.isMe) {
    flash(req, 'success', `${result.value.fullName} is removed and signed out everywhere.`);
    return sendTo(req, res, PEOPLE);
  }
  await signOut(req);
  forgetVisitor(req);
  flash(req, 'info', 'You left the account and are signed out.');
  await sendTo(req, res, '/login');
}

async function transfer(site: Site, req: Request, res: Response): Promise<void> {
  const userId = pathId(req);
  const result = await attempt(() => transferOwnership(contextOf(site, req), { userId }));
  if (!result.ok) return refuse(site, req, res, result);
  flash(req, 'success', `${result.value.newOwner} is the owner now, and you are an admin.`);
  await sendTo(req, res, PEOPLE);
}

/** A button that came too late leads back to the list, with the sentence that says why. */
async function refuse(site: Site, req: Request, res: Response, { status, errors }: FailedAttempt): Promise<void> {
  if (status === 404) return sendErrorPage(site, req, res, 404, '');
  flash(req, 'danger', errors.get('') ?? 'This could not be done.');
  await sendTo(req, res, PEOPLE);
}

async function showPerson(
  site: Site,
  req: Request,
  res: Response,
  person: PersonView,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const zone = await timeZoneOf(site, req);
  const visitor = signedInVisitor(req);
  const amOwner = visitor.role === 'owner';
  const isOwner = person.role === 'owner';
  const mayTouch = amOwner || !isOwner;
  const offered = amOwner
    ? (['owner', 'admin', 'billing', 'viewer'] as const)
    : (['admin', 'billing', 'viewer'] as const);
  const path = `${PEOPLE}/${person.id}`;
  await showPage(
    site,
    req,
    res,
    'person',
    {
      person: {
        fullName: person.fullName,
        email: person.email,
        badge: roleBadge(person.role),
        joinedAt: formatDate(person.joinedAt, zone),
        lastLoginAt: formatDate(person.lastLoginAt, zone) || 'not yet',
        isMe: person.isMe,
        version: person.version,
      },
      action: path,
      mayChange: mayTouch && !person.isMe,
      removeHref: mayTouch && (!person.isMe || amOwner) ? `${path}/remove` : null,
      transferHref: amOwner && !isOwner ? `${path}/transfer` : null,
      errors: errorLinks(errors, ROLE_ANCHORS),
      ...roleFields(values, errors, { offered, mine: visitor, before: person.rights }),
    },
    status,
  );
}
