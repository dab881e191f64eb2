import type { BillingCycle, Plan } from '@prisma/client';
import { clip } from '../core/clip.js';
import type { Money } from '../core/money.js';

export interface NewLine {
  description: string;
  /** Which contract and which days: behind the description on screens, below it on paper. */
  detail?: string;
  quantity: number;
  unitAmount: Money;
  /** What is sold, for a line of a plan. */
  plan?: { id: number; billingCycle: BillingCycle; cycles: number };
  credits: number;
  /** What is billed, for a line of a contract: which months of which item. */
  contractItem?: { id: number; months: number[] };
}

/** One cycle (or more) of a plan as an invoice line, frozen with its price and credits of today. */
export function planLine(plan: Plan, cycles = 1): NewLine {
  return {
    description: `${plan.name}, ${plan.billingCycle}`,
    quantity: cycles,
    unitAmount: plan.price,
    plan: { id: plan.id, billingCycle: plan.billingCycle, cycles },
    credits: plan.includedCredits * cycles,
  };
}

const LONGEST = 500;

/** A line's text where it stands in one column; a long description gives way to the detail. */
export function lineText({ description, detail }: NewLine): string {
  return detail === undefined ? description : `${clip(description, LONGEST - detail.length - 2)}, ${detail}`;
}
