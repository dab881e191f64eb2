import { type Request, type Response, Router } from 'express';
import { logIn } from '../../services/users/log-in.js';
import type { SignedInUser } from '../../services/users/signed-in-user.js';
import { attemptKey, countFailures } from '../limits.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { safeNext } from './next-path.js';
import { readValues } from './read-form.js';
import { flash, sendTo, signIn, signOut } from './session.js';
import { contextOf, forgetVisitor, type Site, showPage } from './site.js';
import { type Attempt, attempt, type FailedAttempt, queryText, setRetryAfter } from './submission.js';
import { sendVisitorsTo } from './visitor.js';

const FIELDS = {
  email: {
    name: 'email',
    label: 'E-mail address',
    kind: 'email',
    required: true,
    autocomplete: 'username',
    maxLength: 254,
  },
  password: {
    name: 'password',
    label: 'Password',
    kind: 'password',
    required: true,
    autocomplete: 'current-password',
    maxLength: 200,
  },
} as const satisfies Record<string, FieldDefinition>;

export function logInPages(site: Site): Router {
  const router = Router();
  const noVisitors = sendVisitorsTo((req) => safeNext(req.query.next) ?? '/app');
  router.get('/login', noVisitors, (req, res) => showForm(site, req, res, { next: queryText(req, 'next') }, new Map()));
  router.post('/login', (req, res) => submit(site, req, res));
  router.post('/logout', async (req, res) => {
    await signOut(req);
    forgetVisitor(req);
    flash(req, 'info', 'You are signed out.');
    await sendTo(req, res, '/login');
  });
  return router;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const result = await logInWith(site, req, values);
  if (!result.ok) return refuse(site, req, res, values, result);
  await signIn(req, result.value);
  await sendTo(req, res, safeNext(values.next) ?? '/app');
}

async function logInWith(site: Site, req: Request, values: FormValues): Promise<Attempt<SignedInUser>> {
  const { email = '', password = '' } = values;
  const missing = missingFields(email, password);
  if (missing.size > 0) return { ok: false, status: 400, code: 'invalid_input', errors: missing };
  return attempt(() =>
    countFailures(site.limits.logIn, attemptKey(req, email), () => logIn(contextOf(site, req), { email, password })),
  );
}

function missingFields(email: string, password: string): FormErrors {
  const errors: FormErrors = new Map();
  if (email.trim() === '' || email.includes('\0')) errors.set('email', 'Please enter your e-mail address.');
  if (password === '') errors.set('password', 'Please enter your password.');
  return errors;
}

const CLOSED: Record<string, { heading: string; tone: string; icon: string }> = {
  account_pending: { heading: 'Your account is waiting for approval', tone: 'info', icon: 'hourglass' },
  account_rejected: { heading: 'Your request was rejected', tone: 'danger', icon: 'circle-x' },
  account_cancelled: { heading: 'This account is cancelled', tone: 'neutral', icon: 'ban' },
};

async function refuse(
  site: Site,
  req: Request,
  res: Response,
  values: FormValues,
  failure: FailedAttempt,
): Promise<void> {
  setRetryAfter(res, failure);
  const closed = CLOSED[failure.code];
  if (closed !== undefined) {
    const text = failure.errors.get('') ?? '';
    return showPage(site, req, res, 'account-closed', { ...closed, text }, failure.status);
  }
  const { password: _, ...kept } = values;
  await showForm(site, req, res, kept, failure.errors, failure.status);
}

async function showForm(
  site: Site,
  req: Request,
  res: Response,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const fields = fieldViews(FIELDS, values, errors);
  const data = { fields, errors: errorLinks(errors, anchorsOf(fields)), next: safeNext(values.next) };
  await showPage(site, req, res, 'login', data, status);
}
