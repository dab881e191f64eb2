import type { Plan } from '@prisma/client';
import { Router } from 'express';
import { DEFAULT_PLAN_SLUG } from '../../services/plans/get-plan.js';
import { listActivePlans } from '../../services/plans/list-plans.js';
import { isFree } from '../../services/plans/plan-terms.js';
import { cycleWords, formatCount } from './formats.js';
import { planFeatures, planPrice, signUpHref } from './show-plan.js';
import { contextOf, type Site, showPage } from './site.js';

export function homePages(site: Site): Router {
  const router = Router();
  router.get('/', async (req, res) => {
    const plans = await listActivePlans(contextOf(site, req));
    await showPage(site, req, res, 'home', homeView(plans));
  });
  router.get('/pricing', (_req, res) => res.redirect(301, '/#plans'));
  return router;
}

function homeView(plans: Plan[]): object {
  const trial = plans.find((plan) => plan.slug === DEFAULT_PLAN_SLUG);
  return {
    trialLine:
      trial === undefined ? null : `No credit card required. ${formatCount(trial.includedCredits)} AI credits.`,
    paidPlans: plans.filter((plan) => !isFree(plan)).map(paidPlanView),
    freePlans: plans.filter(isFree).map(freePlanView),
  };
}

function paidPlanView(plan: Plan): object {
  return {
    name: plan.name,
    description: plan.description,
    price: planPrice(plan),
    cycle: cycleWords(plan.billingCycle),
    features: planFeatures(plan),
    href: signUpHref(plan, DEFAULT_PLAN_SLUG),
  };
}

function freePlanView(plan: Plan): object {
  const features = `${planFeatures(plan).join(', ')}.`;
  return {
    name: plan.name,
    summary: plan.signupPolicy === 'approval' ? `${features} Our team looks at each application first.` : features,
    href: signUpHref(plan, DEFAULT_PLAN_SLUG),
    action: freePlanAction(plan),
  };
}

function freePlanAction(plan: Plan): string {
  if (plan.signupPolicy === 'approval') return 'Apply';
  return plan.slug === DEFAULT_PLAN_SLUG ? 'Start free trial' : 'Start free';
}
