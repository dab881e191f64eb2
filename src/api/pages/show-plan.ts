import type { Plan } from '@prisma/client';
import { formatMoney } from '../../services/core/money.js';
import { isFree } from '../../services/plans/plan-terms.js';
import { countOf, cycleWords, formatCount } from './formats.js';

const EVERY_CYCLE = { monthly: 'each month', quarterly: 'each quarter', yearly: 'each year' } as const;

/** What a plan gives, as people read it. */
export function planFeatures(plan: Plan): string[] {
  const credits = `${formatCount(plan.includedCredits)} AI credits`;
  return [
    isFree(plan) ? credits : `${credits} ${EVERY_CYCLE[plan.billingCycle]}`,
    ...(plan.trialDays === null ? [] : [`${countOf(plan.trialDays, 'day', 'days')} to try everything`]),
    countOf(plan.maxSites, 'site', 'sites'),
    countOf(plan.maxUsers, 'user', 'users'),
    plan.maxIndustries === null ? 'any number of industries' : countOf(plan.maxIndustries, 'industry', 'industries'),
  ];
}

export function planPrice(plan: Plan): string {
  return formatMoney(plan.price, plan.currency);
}

export function planPriceWords(plan: Plan): string {
  return isFree(plan) ? 'Free' : `${planPrice(plan)} ${cycleWords(plan.billingCycle)}`;
}

export function signUpHref(plan: Plan, defaultSlug: string): string {
  return plan.slug === defaultSlug ? '/signup' : `/signup?plan=${encodeURIComponent(plan.slug)}`;
}
