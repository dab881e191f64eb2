import { BillingCycle, type Plan, SignupPolicy } from '@prisma/client';
import { z } from 'zod';
import { moneyString } from '../services/core/money.js';
import { listActivePlans } from '../services/plans/list-plans.js';
import { effectiveCreditsPerMonth } from '../services/plans/plan-terms.js';
import { currencyCode, money } from './fields.js';
import { type ApiRoute, route } from './route.js';

const plan = z
  .object({
    id: z.int(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    price: money,
    currency: currencyCode,
    billing_cycle: z.enum(BillingCycle),
    included_credits: z.int().meta({ description: 'For one billing cycle.' }),
    credits_per_month: z.int(),
    max_sites: z.int(),
    max_users: z.int(),
    max_industries: z.int().nullable().meta({ description: 'null: as many as you like.' }),
    signup_policy: z
      .enum(SignupPolicy)
      .meta({ description: 'open: starts at once; approval: our team looks at each application.' }),
    trial_days: z.int().nullable(),
  })
  .meta({ id: 'Plan' });

const listPlans = route({
  method: 'get',
  path: '/auth/plans',
  name: 'listPlans',
  tag: 'Signing up and in',
  summary: 'Plans on offer, in order',
  caller: 'anyone',
  limit: 'other',
  data: z.array(plan),
  run: async ({ ctx }) => (await listActivePlans(ctx)).map(onTheWire),
  examples: {
    answer: {
      success: true,
      data: [
        {
          id: 3,
          slug: 'starter',
          name: 'Starter',
          description: 'For a small team with a few sites.',
          price: '29.00',
          currency: 'USD',
          billing_cycle: 'monthly',
          included_credits: 5000,
          credits_per_month: 5000,
          max_sites: 3,
          max_users: 5,
          max_industries: 5,
          signup_policy: 'open',
          trial_days: null,
        },
      ],
    },
  },
});

function onTheWire(row: Plan): z.input<typeof plan> {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    price: moneyString(row.price, row.currency),
    currency: row.currency,
    billing_cycle: row.billingCycle,
    included_credits: row.includedCredits,
    credits_per_month: effectiveCreditsPerMonth(row),
    max_sites: row.maxSites,
    max_users: row.maxUsers,
    max_industries: row.maxIndustries,
    signup_policy: row.signupPolicy,
    trial_days: row.trialDays,
  };
}

export const planRoutes: ApiRoute[] = [listPlans];
