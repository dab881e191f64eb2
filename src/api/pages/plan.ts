import type { Plan } from '@prisma/client';
import { type Request, type Response, Router } from 'express';
import { listActivePlans } from '../../services/plans/list-plans.js';
import { isFree } from '../../services/plans/plan-terms.js';
import { choosePlan } from '../../services/subscriptions/choose-plan.js';
import { getOwnOpenPlanInvoice, type OpenPlanInvoice } from '../../services/subscriptions/open-plan-invoice.js';
import type { SignedInUser } from '../../services/users/signed-in-user.js';
import { callerKey } from '../limits.js';
import {
  BILLING_FIELDS,
  billingInput,
  chosenMethod,
  METHODS_ID,
  methodChoices,
  missingCountry,
} from './billing-form.js';
import { anchorsOf, errorLinks, type FormErrors, type FormValues, fieldViews } from './form.js';
import { readValues } from './read-form.js';
import { newFormKey, sendOnce } from './send-once.js';
import { flash, sendTo, takeDraft } from './session.js';
import { mayChoosePlan, planCard } from './show-account.js';
import { planFeatures, planPriceWords } from './show-plan.js';
import { contextOf, type Site, showPage, signedInVisitor, timeZoneOf } from './site.js';
import { type Attempt, attempt, queryText } from './submission.js';

const PLANS_ID = 'plans';

export function planPages(site: Site): Router {
  const router = Router();
  router.get('/app/plan', (req, res) => {
    const plan = queryText(req, 'plan');
    const values = takeDraft(req, '/app/plan') ?? {
      ...billingValues(signedInVisitor(req)),
      ...(plan === '' ? {} : { plan_slug: plan }),
    };
    return showForm(site, req, res, values, new Map());
  });
  router.post('/app/plan', (req, res) => submit(site, req, res));
  return router;
}

async function submit(site: Site, req: Request, res: Response): Promise<void> {
  const values = await readValues(req);
  if (values.step === 'methods') return showForm(site, req, res, values, new Map());
  const result = await choose(site, req, values);
  if (!result.ok) return showForm(site, req, res, values, result.errors, result.status);
  flash(req, 'success', 'Your plan is chosen and its invoice is ready. The plan starts when the payment is approved.');
  await sendTo(req, res, result.value);
}

async function choose(site: Site, req: Request, values: FormValues): Promise<Attempt<string>> {
  const missing = missingCountry(values);
  if (missing.size > 0) return { ok: false, status: 400, code: 'invalid_input', errors: missing };
  const input = {
    planSlug: values.plan_slug ?? '',
    billing: billingInput(values),
    paymentMethod: chosenMethod(values),
  };
  const ctx = contextOf(site, req);
  return attempt(async () => {
    await site.limits.other.consume(callerKey(req, ctx.actor));
    return sendOnce(ctx, 'choose plan', values, undefined, async (tx) => {
      const { invoice } = await choosePlan(tx, input);
      return `/app/invoices/${invoice.id}`;
    });
  });
}

/** What the account was billed with so far. */
function billingValues({ account }: SignedInUser): FormValues {
  return {
    billing_email: account.billingEmail,
    billing_address_line1: account.billingAddressLine1,
    billing_address_line2: account.billingAddressLine2,
    billing_city: account.billingCity,
    billing_state: account.billingState,
    billing_postal_code: account.billingPostalCode,
    billing_country: account.billingCountry,
    tax_id: account.taxId,
  };
}

async function showForm(
  site: Site,
  req: Request,
  res: Response,
  values: FormValues,
  errors: FormErrors,
  status = 200,
): Promise<void> {
  const visitor = signedInVisitor(req);
  const current = planCard(visitor, await timeZoneOf(site, req));
  const ctx = contextOf(site, req);
  const open = await getOwnOpenPlanInvoice(ctx);
  const blockedText = whyBlocked(visitor, open);
  if (blockedText !== null) {
    const view = { heading: 'Plan', lead: '', errors: [], changeable: false, current, blockedText };
    return showPage(site, req, res, 'plan', view, status);
  }
  const plans = choosablePlans(visitor, await listActivePlans(ctx));
  const fields = fieldViews(BILLING_FIELDS, values, errors);
  const anchors = { plan_slug: PLANS_ID, ...anchorsOf(fields), payment_method: METHODS_ID };
  await showPage(
    site,
    req,
    res,
    'plan',
    {
      heading: 'Choose a plan',
      lead: lead(visitor, open),
      changeable: true,
      errors: errorLinks(errors, anchors),
      userId: visitor.id,
      formKey: newFormKey(),
      plans: { id: PLANS_ID, choices: planCards(plans, values.plan_slug ?? ''), error: errors.get('plan_slug') },
      fields,
      methods: await methodChoices(ctx, values, errors),
    },
    status,
  );
}

/** Paid plans; the one that is chosen already and only waits for its payment is left out. */
function choosablePlans({ account: { subscription } }: SignedInUser, plans: Plan[]): Plan[] {
  const chosen = subscription?.status === 'pending_payment' ? subscription.planId : null;
  return plans.filter((plan) => !isFree(plan) && plan.id !== chosen);
}

function planCards(plans: Plan[], chosen: string): object[] {
  const isOffered = plans.some((plan) => plan.slug === chosen);
  return plans.map((plan, index) => ({
    name: 'plan_slug',
    value: plan.slug,
    title: plan.name,
    text: planFeatures(plan).join(', '),
    side: planPriceWords(plan),
    checked: isOffered ? plan.slug === chosen : index === 0,
  }));
}

function whyBlocked({ account, canManageBilling }: SignedInUser, open: OpenPlanInvoice | null): string | null {
  if (!mayChoosePlan(account.status)) return 'Your plan is running. To change it, please write to us:';
  if (!canManageBilling) return 'Only who manages the billing of your account chooses its plan. Questions?';
  if (open === null || !open.inReview) return null;
  return `Your payment of invoice ${open.number} is being reviewed. The plan can be changed once that is decided. Questions?`;
}

function lead({ account: { status, subscription } }: SignedInUser, open: OpenPlanInvoice | null): string {
  const name = subscription?.plan.name ?? '';
  const standing =
    status === 'pending_payment' ? `${name} is chosen and waits for its payment.` : `You are on ${name} now.`;
  return open === null ? standing : `${standing} Choosing another plan replaces the open invoice ${open.number}.`;
}
