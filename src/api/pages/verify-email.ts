import { type Request, type Response, Router } from 'express';
import { resendVerification } from '../../services/users/resend-verification.js';
import { verifyEmail } from '../../services/users/verify-email.js';
import { callerKey } from '../limits.js';
import { readValues } from './read-form.js';
import { flash, sendTo } from './session.js';
import { contextOf, type Site, showPage, visitorOf } from './site.js';
import { attempt, queryText } from './submission.js';
import { requireVisitor } from './visitor.js';

export function verifyEmailPages(site: Site): Router {
  const router = Router();
  // Mail scanners open every link: only the button behind it uses the token up.
  router.get('/verify-email', (req, res) => {
    const token = queryText(req, 'token');
    return token === '' ? showExpired(site, req, res) : showPage(site, req, res, 'verify-email', { token });
  });
  router.post('/verify-email', (req, res) => verify(site, req, res));
  router.get('/verify-email/done', (req, res) => showPage(site, req, res, 'verified', {}));
  router.post('/app/resend-verification', requireVisitor, (req, res) => resend(site, req, res));
  return router;
}

async function verify(site: Site, req: Request, res: Response): Promise<void> {
  const { token = '' } = await readValues(req);
  const result = await attempt(() => verifyEmail(contextOf(site, req), { token }));
  // A second press finds the link used by the first one.
  const isVerified = result.ok || visitorOf(req)?.emailVerifiedAt instanceof Date;
  if (!isVerified) return showExpired(site, req, res);
  await sendTo(req, res, '/verify-email/done');
}

async function resend(site: Site, req: Request, res: Response): Promise<void> {
  const ctx = contextOf(site, req);
  const result = await attempt(async () => {
    await site.limits.password.consume(callerKey(req, ctx.actor));
    await resendVerification(ctx, {});
  });
  if (result.ok) flash(req, 'success', `We sent a new link to ${visitorOf(req)?.email ?? 'you'}.`);
  else flash(req, 'info', result.errors.get('') ?? 'The link could not be sent.');
  await sendTo(req, res, '/app');
}

function showExpired(site: Site, req: Request, res: Response): Promise<void> {
  const isSignedIn = visitorOf(req) !== null;
  const data = {
    heading: 'This link no longer works',
    text: 'It was used already, or a newer one was sent. If your address is not confirmed yet, you can ask for a new link in your account.',
    action: { href: isSignedIn ? '/app' : '/login', label: isSignedIn ? 'To your account' : 'Sign in' },
  };
  return showPage(site, req, res, 'link-expired', data, 422);
}
