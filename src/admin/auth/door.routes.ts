import { type Request, type RequestHandler, type Response, Router } from 'express';
import { NARROW } from '../../http/body-limits.js';
import { cookieAt } from '../../http/browser-session.js';
import { callerNetwork } from '../../http/caller-address.js';
import { onTheBeat } from '../../http/on-the-beat.js';
import { type Limiter, limiter, TooManyRequests } from '../../http/rate-limits.js';
import { readBody } from '../../http/request-body.js';
import { Refusal } from '../../services/core/errors.js';
import { linkHasEnded, oneTimeTokenServes } from '../../services/core/one-time-tokens.js';
import { logInStaff } from '../../services/staff/log-in-staff.js';
import { requestStaffPasswordReset } from '../../services/staff/request-staff-password-reset.js';
import { setStaffPassword } from '../../services/staff/set-staff-password.js';
import { STATUS } from '../answers.js';
import type { Manifest } from '../assets.js';
import type { BackOfficeDeps } from '../deps.js';
import { strangerContext } from './contexts.js';
import { forgotPage, loginPage, messagePage, setPasswordPage } from './door-pages.js';
import { FAILED_LOGINS } from './failed-logins.js';
import { staffOf } from './gate.js';
import { beginSession, endSession, STAFF_COOKIE } from './staff-session.js';
import { tellTokens } from './tell-tokens.js';

/** Of one address, whomever they are tried for: each costs us a slow hash. */
const ATTEMPTS = { points: 600, seconds: 60 };

/** Signing in and out, and choosing a password by a mailed link: all that a stranger reaches under /admin. */
export function doorRoutes(deps: BackOfficeDeps, manifest: Manifest): Router {
  const router = Router();
  const limit = (name: string, rule: typeof ATTEMPTS) =>
    limiter({ pool: deps.sessionPool, scale: deps.rateLimitScale, log: deps.installation.logger, name, ...rule });
  const failures = limit('staff_login', FAILED_LOGINS);
  const door = { deps, manifest, failures };
  const counted = countAttempts(limit('staff_door', ATTEMPTS), manifest);
  const { name, ...cookie } = cookieAt(deps.installation.baseUrl, STAFF_COOKIE);
  router.get('/login', async (req, res) => {
    const signedOut = req.query.signed_out !== undefined;
    if (!signedOut && (await staffOf(deps, req)) !== null) return res.redirect(303, '/admin');
    const message = signedOut ? 'You are signed out.' : undefined;
    res.send(loginPage({ manifest, next: safeNext(req.query.next), message }));
  });
  router.post('/login', counted, (req, res) => signIn(door, req, res));
  router.post('/logout', async (req, res) => {
    await endSession(req);
    res.clearCookie(name, cookie).redirect(303, '/admin/login?signed_out');
  });
  router.get('/forgot-password', (_req, res) => void res.send(forgotPage({ manifest })));
  router.post('/forgot-password', counted, (req, res) => forgot(door, req, res));
  router.get('/set-password', (req, res) => openLink(door, req, res));
  router.post('/set-password', counted, (req, res) => choosePassword(door, req, res));
  return router;
}

function countAttempts(attempts: Limiter, manifest: Manifest): RequestHandler {
  return async (req, res, next) => {
    try {
      await attempts.consume(callerNetwork(req));
      next();
    } catch (error) {
      const { status, sentence } = saidNo(error, res);
      res.status(status).send(messagePage({ manifest, title: 'Too many attempts', message: sentence }));
    }
  };
}

interface Door {
  deps: BackOfficeDeps;
  manifest: Manifest;
  failures: Limiter;
}

async function signIn({ deps, manifest, failures }: Door, req: Request, res: Response): Promise<void> {
  const { fields } = await readBody(req, NARROW);
  const email = textField(fields, 'email').trim().toLowerCase();
  const next = safeNext(fields.next);
  const key = `${callerNetwork(req)}|${email}`;
  try {
    // Counted before the password is looked at, so that parallel guesses count too; a success wipes the count.
    await failures.consume(key);
    const staff = await logInStaff(strangerContext(deps, req), { email, password: textField(fields, 'password') });
    await failures.reset(key);
    await beginSession(req, { staffUserId: staff.id, sessionEpoch: staff.sessionEpoch });
    res.redirect(303, next || '/admin');
  } catch (error) {
    const { status, sentence } = saidNo(error, res);
    res.status(status).send(loginPage({ manifest, error: sentence, email, next }));
  }
}

async function forgot({ deps, manifest, failures }: Door, req: Request, res: Response): Promise<void> {
  const { fields } = await readBody(req, NARROW);
  const email = textField(fields, 'email').trim().toLowerCase();
  try {
    await failures.consume(`forgot|${callerNetwork(req)}|${email}`);
    await onTheBeat(() => requestStaffPasswordReset(strangerContext(deps, req), { email }));
    res.send(forgotPage({ manifest, message: 'If this address belongs to a staff login, a link is on its way.' }));
  } catch (error) {
    const { status, sentence } = saidNo(error, res);
    res.status(status).send(forgotPage({ manifest, error: sentence }));
  }
}

async function openLink({ deps, manifest }: Door, req: Request, res: Response): Promise<void> {
  const token = textField(req.query, 'token');
  if (await oneTimeTokenServes(strangerContext(deps, req), 'staff_set_password', token)) {
    res.send(setPasswordPage({ manifest, token }));
    return;
  }
  const { status, sentence } = saidNo(linkHasEnded(), res);
  res.status(status).send(endedLinkPage(manifest, sentence));
}

function endedLinkPage(manifest: Manifest, message: string): string {
  return messagePage({ manifest, title: 'This link has ended', message });
}

async function choosePassword({ deps, manifest, failures }: Door, req: Request, res: Response): Promise<void> {
  const { fields } = await readBody(req, NARROW);
  const token = textField(fields, 'token');
  const password = textField(fields, 'password');
  try {
    await failures.consume(`set|${callerNetwork(req)}`);
    const { livingTokens } = await setStaffPassword(strangerContext(deps, req), {
      token,
      password,
      passwordConfirm: textField(fields, 'password_confirm'),
    });
    await failures.reset(`set|${callerNetwork(req)}`);
    res.send(loginPage({ manifest, message: `Your password is saved. Please sign in.${tellTokens(livingTokens)}` }));
  } catch (error) {
    const { status, sentence, code } = saidNo(error, res);
    const page =
      code === 'token_invalid'
        ? endedLinkPage(manifest, sentence)
        : setPasswordPage({ manifest, token, error: sentence });
    res.status(status).send(page);
  }
}

/** A refusal or a limit becomes a sentence on the form; anything else is a bug and goes up. */
function saidNo(error: unknown, res: Response): { status: number; sentence: string; code: string } {
  if (error instanceof TooManyRequests) {
    res.set('Retry-After', String(error.retryAfterSeconds));
    const minutes = Math.ceil(error.retryAfterSeconds / 60);
    return {
      status: 429,
      sentence: `Too many attempts. Please try again in ${minutes} minutes.`,
      code: 'too_many_requests',
    };
  }
  if (!(error instanceof Refusal)) throw error;
  const status = error.code === 'invalid_credentials' || error.code === 'token_invalid' ? 401 : STATUS[error.kind];
  return { status, sentence: error.message, code: error.code };
}

function textField(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.split('\0').join('') : '';
}

/** Only back into the back-office: never to another site. */
function safeNext(value: unknown): string {
  return typeof value === 'string' && /^\/admin(\/[\w\-/.?=&%~+]*)?$/.test(value) && !value.includes('//') ? value : '';
}
