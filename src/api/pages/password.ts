import { type Request, type Response, Router } from 'express';
import { onTheBeat } from '../../http/on-the-beat.js';
import { oneTimeTokenServes } from '../../services/core/one-time-tokens.js';
import { requestPasswordReset } from '../../services/users/request-password-reset.js';
import { resetPassword } from '../../services/users/reset-password.js';
import { attemptKey, countFailures } from '../limits.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { readValues } from './read-form.js';
import { flash, sendTo, signOut } from './session.js';
import { contextOf, forgetVisitor, type Site, showPage } from './site.js';
import { attempt, queryText, setRetryAfter } from './submission.js';

const FORGOT_FIELDS = {
  email: {
    name: 'email',
    label: 'E-mail address',
    kind: 'email',
    required: true,
    autocomplete: 'username',
    maxLength: 254,
  },
} as const satisfies Record<string, FieldDefinition>;

const RESET_FIELDS = {
  password: {
    name: 'password',
    label: 'New password',
    kind: 'password',
    required: true,
    hint: 'At least 8 characters.',
    autocomplete: 'new-password',
    maxLength: 200,
  },
  passwordConfirm: {
    name: 'password_confirm',
    label: 'New password again',
    kind: 'password',
    required: true,
    autocomplete: 'new-password',
    maxLength: 200,
  },
} as const satisfies Record<string, FieldDefinition>;

export function passwordPages(site: Site): Router {
  const router = Router();
  router.get('/forgot-password', (req, res) => showForgot(site, req, res, {}, new Map()));
  router.post('/forgot-password', (req, res) => askForLink(site, req, res));
  router.get('/forgot-password/sent', (req, res) => showPage(site, req, res, 'mail-sent', {}));
  router.get('/reset-password', (req, res) => showReset(site, req, res, queryText(req, 'token'), new Map()));
  router.post('/reset-password', (req, res) => setPassword(site, req, res));
  return router;
}

/** Says the same whether or not the address exists. */
async function askForLink(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const email = values.email ?? '';
  const result = await attempt(async () => {
    await site.limits.password.consume(attemptKey(req, email));
    await onTheBeat(() => requestPasswordReset(contextOf(site, req), { email }));
  });
  if (!result.ok) {
    setRetryAfter(res, result);
    return showForgot(site, req, res, values, result.errors, result.status);
  }
  await sendTo(req, res, '/forgot-password/sent');
}

async function setPassword(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const { token = '', password = '', password_confirm: passwordConfirm = '' } = values;
  const result = await attempt(async () => {
    await countFailures(site.limits.password, attemptKey(req, ''), () =>
      resetPassword(contextOf(site, req), { token, password, passwordConfirm }),
    );
  });
  if (!result.ok && result.code === 'token_invalid') return showExpired(site, req, res);
  if (!result.ok) {
    setRetryAfter(res, result);
    return showReset(site, req, res, token, result.errors, result.status);
  }
  await signOut(req);
  forgetVisitor(req);
  flash(req, 'success', 'Your new password is set. Please sign in with it.');
  await sendTo(req, res, '/login');
}

function showExpired(site: Site, req: Request, res: Response): Promise<void> {
  const data = {
    heading: 'This link no longer works',
    text: 'It was used already, or it is too old. Ask for a new one; it takes a moment.',
    action: { href: '/forgot-password', label: 'Send a new link' },
  };
  return showPage(site, req, res, 'link-expired', data, 422);
}

async function showForgot(
  site: Site,
  req: Request,
  res: Response,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const fields = fieldViews(FORGOT_FIELDS, values, errors);
  await showPage(site, req, res, 'forgot-password', { fields, errors: errorLinks(errors, anchorsOf(fields)) }, status);
}

async function showReset(
  site: Site,
  req: Request,
  res: Response,
  token: string,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  if (!(await oneTimeTokenServes(contextOf(site, req), 'reset_password', token))) return showExpired(site, req, res);
  const fields = fieldViews(RESET_FIELDS, {}, errors);
  await showPage(
    site,
    req,
    res,
    'reset-password',
    { token, fields, errors: errorLinks(errors, anchorsOf(fields)) },
    status,
  );
}
