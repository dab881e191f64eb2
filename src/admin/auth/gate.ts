import type { Request, RequestHandler, Response } from 'express';
import { type StaffActor, staffActor } from '../../services/staff/staff-actor.js';
import type { BackOfficeDeps } from '../deps.js';
import { type SignedInStaff, withAdminRequest } from '../request-context.js';
import { contextFor } from './contexts.js';
import { loginOf } from './staff-session.js';

/**
 * Nobody passes without a login that the database still knows: the staff user is read again at each request, so that a
 * new role, a new password or a disabled login holds at once.
 */
export function staffGate(deps: BackOfficeDeps): RequestHandler {
  return async (req, res, next) => {
    const found = await staffOf(deps, req);
    if (found === null) return turnAway(req, res);
    const { id, email, fullName, role } = found;
    letIn(req, { id, email, fullName, role });
    withAdminRequest({ ctx: contextFor(deps, req, found), staff: { id, email, fullName, role } }, () => next());
  };
}

/** Who is signed in, as the database knows them now. A session alone proves nothing: it may have been ended since. */
export async function staffOf({ installation }: BackOfficeDeps, req: Request): Promise<StaffActor | null> {
  const login = loginOf(req);
  return login === null ? null : staffActor(installation, login.staffUserId, login.sessionEpoch);
}

/** AdminJS reads its user from the session; not enumerable, so that it is never stored there. */
function letIn(req: Request, { id, email, role }: SignedInStaff): void {
  Object.defineProperty(req.session, 'adminUser', {
    value: { id: String(id), email, role },
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

function turnAway(req: Request, res: Response): void {
  if (!isPage(req)) {
    res.status(401).json({
      success: false,
      error: 'Please sign in.',
      code: 'not_signed_in',
      notice: { type: 'error', message: 'Please sign in.' },
    });
    return;
  }
  const next =
    req.originalUrl === '/admin' || req.originalUrl === '/admin/' ? '' : `?next=${encodeURIComponent(req.originalUrl)}`;
  res.redirect(303, `/admin/login${next}`);
}

function isPage(req: Request): boolean {
  return (
    (req.method === 'GET' || req.method === 'HEAD') && !req.path.startsWith('/api/') && !req.path.startsWith('/proofs/')
  );
}
