import type { Plan } from '@prisma/client';
import { type Request, type Response, Router } from 'express';
import { callerNetwork } from '../../http/caller-address.js';
import { type SignUpResult, signUp, signUpInput } from '../../services/accounts/sign-up.js';
import { addMinutes } from '../../services/core/calendar.js';
import { Refusal } from '../../services/core/errors.js';
import { parse } from '../../services/core/operation.js';
import { DEFAULT_PLAN_SLUG, getOfferedPlan } from '../../services/plans/get-plan.js';
import { isFree } from '../../services/plans/plan-terms.js';
import { logIn } from '../../services/users/log-in.js';
import { userOfSession } from '../../services/users/signed-in-user.js';
import { attemptKey, countFailures } from '../limits.js';
import {
  BILLING_FIELDS,
  billingInput,
  chosenMethod,
  METHODS_ID,
  methodChoices,
  missingCountry,
} from './billing-form.js';
import { anchorsOf, errorLinks, type FieldDefinition, type FormErrors, type FormValues, fieldViews } from './form.js';
import { cycleWords, formatCount } from './formats.js';
import { readValues } from './read-form.js';
import { flash, sendTo, signIn } from './session.js';
import { planFeatures, planPrice, planPriceWords } from './show-plan.js';
import { contextOf, type Site, showPage } from './site.js';
import { type Attempt, attempt, queryText, setRetryAfter } from './submission.js';
import { sendVisitorsTo } from './visitor.js';

const PERSON_FIELDS = {
  fullName: { name: 'full_name', label: 'Your name', autocomplete: 'name', maxLength: 255 },
  accountName: { name: 'account_name', label: 'Company', autocomplete: 'organization', maxLength: 255 },
  email: {
    name: 'email',
    label: 'E-mail address',
    kind: 'email',
    required: true,
    autocomplete: 'email',
    maxLength: 254,
  },
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

export function signUpPages(site: Site): Router {
  const router = Router();
  const noVisitors = sendVisitorsTo((req) => {
    const plan = queryText(req, 'plan');
    return plan === '' ? '/app' : `/app/plan?plan=${encodeURIComponent(plan)}`;
  });
  router.get('/signup', noVisitors, async (req, res) => {
    const plan = await planOf(site, req, res);
    if (plan !== null) await showForm(site, req, res, plan, {}, new Map());
  });
  router.post('/signup', noVisitors, (req, res) => submit(site, req, res));
  router.get('/pending-approval', (req, res) => showPage(site, req, res, 'pending-approval', {}));
  return router;
}

/** The plan of the address; answers itself, and null, when there is no such plan. */
async function planOf(site: Site, req: Request, res: Response): Promise<Plan | null> {
  const slug = queryText(req, 'plan') || DEFAULT_PLAN_SLUG;
  const found = await attempt(() => getOfferedPlan(contextOf(site, req), slug));
  if (found.ok) return found.value;
  await showPage(site, req, res, 'unknown-plan', { slug: slug.slice(0, 64) }, 404);
  return null;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  const plan = await planOf(site, req, res);
  if (plan === null) return;
  if (values.step === 'methods') return showForm(site, req, res, plan, values, new Map());
  const result = await openAccount(site, req, plan, values);
  if (result.ok) return welcome(site, req, res, result.value);
  setRetryAfter(res, result);
  if (result.code === 'email_taken' && (await wasSentTwice(site, req, res, values))) return;
  const { password: _, password_confirm: __, ...kept } = values;
  await showForm(site, req, res, plan, kept, result.errors, result.status);
}

async function openAccount(site: Site, req: Request, plan: Plan, values: FormValues): Promise<Attempt<SignUpResult>> {
  const input = {
    email: values.email ?? '',
    password: values.password ?? '',
    passwordConfirm: values.password_confirm ?? '',
    fullName: values.full_name ?? '',
    accountName: values.account_name ?? '',
    planSlug: plan.slug,
    ...(isFree(plan) ? {} : { billing: billingInput(values), paymentMethod: chosenMethod(values) }),
  };
  return attempt(async () => {
    const absent = isFree(plan) ? new Map<string, string>() : missingCountry(values);
    if (absent.size > 0) throw withOtherErrors(absent, input);
    await site.limits.signUp.consume(callerNetwork(req));
    return signUp(contextOf(site, req), input);
  });
}

/** All errors of the form at once, not one after the other. */
function withOtherErrors(errors: FormErrors, input: unknown): Refusal {
  const details = [...errors].map(([path, message]) => ({ path, message }));
  try {
    parse(signUpInput, input);
  } catch (error) {
    if (error instanceof Refusal) details.unshift(...error.details);
  }
  return new Refusal('invalid_input', 'invalid_input', details[0]?.message ?? '', details);
}

const FIRST_SESSION_EPOCH = 1;

async function welcome(site: Site, req: Request, res: Response, result: SignUpResult): Promise<void> {
  if (result.nextStep === 'await_approval') return sendTo(req, res, '/pending-approval');
  const user = await userOfSession(site.deps.installation, result.userId, FIRST_SESSION_EPOCH);
  if (user === null) return sendTo(req, res, '/login');
  await signIn(req, user);
  if (result.nextStep === 'use')
    flash(req, 'success', `Welcome! Your account is ready, with ${formatCount(result.credits)} credits.`);
  await sendTo(req, res, '/app');
}

/** A second press of the button finds the address taken by the first one; with the same password it is the same person. */
async function wasSentTwice(site: Site, req: Request, res: Response, values: FormValues): Promise<boolean> {
  const email = values.email ?? '';
  const again = await attempt(() =>
    countFailures(site.limits.logIn, attemptKey(req, email), () =>
      logIn(contextOf(site, req), { email, password: values.password ?? '' }),
    ),
  );
  if (!again.ok && again.code === 'account_pending') {
    await sendTo(req, res, '/pending-approval');
    return true;
  }
  if (!again.ok || again.value.createdAt < addMinutes(site.deps.clock.now(), -10)) return false;
  await signIn(req, again.value);
  await sendTo(req, res, '/app');
  return true;
}

async function showForm(
  site: Site,
  req: Request,
  res: Response,
  plan: Plan,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const isPaid = !isFree(plan);
  const fields = fieldViews({ ...PERSON_FIELDS, ...BILLING_FIELDS }, values, errors);
  const anchors = { ...anchorsOf(fields), payment_method: METHODS_ID };
  await showPage(
    site,
    req,
    res,
    'signup',
    {
      ...wording(plan),
      action: plan.slug === DEFAULT_PLAN_SLUG ? '/signup' : `/signup?plan=${encodeURIComponent(plan.slug)}`,
      errors: errorLinks(errors, anchors),
      fields,
      isPaid,
      methods: isPaid ? await methodChoices(contextOf(site, req), values, errors) : null,
    },
    status,
  );
}

function wording(plan: Plan): object {
  const credits = `${formatCount(plan.includedCredits)} AI credits`;
  const card = { name: plan.name, features: planFeatures(plan) };
  if (!isFree(plan)) {
    return {
      heading: `Create your ${plan.name} account`,
      lead: `${planPriceWords(plan)}. You get an invoice at once; your plan starts when its payment is approved.`,
      submit: 'Create account',
      busy: 'Creating your account…',
      plan: { ...card, kicker: 'Your plan', price: planPrice(plan), cycle: cycleWords(plan.billingCycle) },
    };
  }
  if (plan.signupPolicy === 'approval') {
    return {
      heading: `Apply for the ${plan.name}`,
      lead: `No credit card required. ${credits}, once our team has looked at your application.`,
      submit: 'Send application',
      busy: 'Sending…',
      plan: { ...card, kicker: 'What you get' },
    };
  }
  const isTrial = plan.slug === DEFAULT_PLAN_SLUG;
  return {
    heading: isTrial ? 'Start Your Free Trial' : `Start with ${plan.name}`,
    lead: `No credit card required. ${credits}.`,
    submit: isTrial ? 'Start Free Trial' : 'Create account',
    busy: 'Creating your account…',
    plan: { ...card, kicker: 'What you get' },
  };
}
