import type { BillingCycle, Plan } from '@prisma/client';

const MONTHS: Record<BillingCycle, number> = { monthly: 1, quarterly: 3, yearly: 12 };

/** Calendar months in one billing cycle. */
export function cycleMonths(cycle: BillingCycle): number {
  return MONTHS[cycle];
}

/** Credits a plan gives in a month on average, whatever its cycle (E12). */
export function effectiveCreditsPerMonth(plan: Pick<Plan, 'includedCredits' | 'billingCycle'>): number {
  return Math.floor(plan.includedCredits / cycleMonths(plan.billingCycle));
}

/** A free plan starts at once; any other starts with an approved payment. */
export function isFree(plan: Pick<Plan, 'price'>): boolean {
  return plan.price.isZero();
}
