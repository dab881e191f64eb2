import type { Request, RequestHandler } from 'express';
import { userOfSession } from '../../services/users/signed-in-user.js';
import { refuseUnlessAllowed } from '../auth.js';
import { accessOfPage } from '../tenant-access.js';
import { sendErrorPage } from './errors.js';
import { readValuesOnly } from './read-form.js';
import { flash, sendTo } from './session.js';
import { rememberVisitor, type Site, signedInVisitor, visitorOf } from './site.js';

/** Recognises the person of the session cookie, read anew at each request. */
export function recogniseVisitor(site: Site): RequestHandler {
  return async (req, _res, next) => {
    const { userId, sessionEpoch } = req.session;
    if (userId === undefined || sessionEpoch === undefined) return next();
    const user = await userOfSession(site.deps.installation, userId, sessionEpoch);
    if (user === null) {
      delete req.session.userId;
      delete req.session.sessionEpoch;
    } else {
      rememberVisitor(req, user);
    }
    next();
  };
}

/** Sends strangers to the login page and brings them back, with what they had typed. */
export const requireVisitor: RequestHandler = async (req, res, next) => {
  if (visitorOf(req) !== null) return next();
  if (req.method === 'POST') {
    await keepDraft(req);
    flash(req, 'info', 'Your session had ended. Please sign in again; what you typed was kept, a chosen file was not.');
  }
  // A button's address has no page of its own to come back to.
  const isPage = accessOfPage('GET', `${req.baseUrl}${req.path}`) !== null;
  await sendTo(req, res, `/login?next=${encodeURIComponent(isPage ? req.originalUrl : '/app')}`);
};

/** The right and the state of the account that the table of routes asks for; what has no line there leads nowhere. */
export function requireAccess(site: Site): RequestHandler {
  return (req, res, next) => {
    const access = accessOfPage(req.method, `${req.baseUrl}${req.path}`);
    if (access === null) return sendErrorPage(site, req, res, 404, '');
    refuseUnlessAllowed(site.deps, signedInVisitor(req), access);
    next();
  };
}

const DRAFT_BYTES = 16 * 1024;
const DRAFT_MS = 60 * 60_000;

/** The form names its user, so that the draft is shown to nobody else. */
async function keepDraft(req: Request): Promise<void> {
  const { user, ...values } = await readValuesOnly(req);
  const userId = Number(user);
  if (!Number.isInteger(userId) || JSON.stringify(values).length > DRAFT_BYTES) return;
  req.session.draft = { path: req.originalUrl, userId, values };
  // A stranger could fill the table: as long as nobody signs in it is kept for a while only.
  req.session.cookie.maxAge = DRAFT_MS;
}

/** For sign-in and sign-up: somebody who is signed in already has no business there. */
export function sendVisitorsTo(path: (req: Request) => string): RequestHandler {
  return (req, res, next) => (visitorOf(req) === null ? next() : sendTo(req, res, path(req)));
}
