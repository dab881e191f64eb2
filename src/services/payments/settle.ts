import type { AccountStatus, SubscriptionStatus } from '@prisma/client';
import { addMonths } from '../core/calendar.js';
import { cycleMonths } from '../plans/plan-terms.js';
import type { LockedAccount, LockedInvoice, ReviewCase, SoldLine, SubscriptionState } from './lock-for-review.js';

/** What one approved payment brings about. */
export interface Settlement {
  reviewCase: ReviewCase;
  /** The period bought, for a plan invoice. */
  period: { start: Date; end: Date; planName: string } | null;
  credits: number;
  accountBefore: AccountStatus;
  accountAfter: AccountStatus;
}

export interface SettledSubscription extends SubscriptionState {
  status: SubscriptionStatus;
  externalPaymentId: string;
}

export interface SettledAccount {
  id: number;
  status: AccountStatus;
  suspendedFrom: AccountStatus | null;
  /** A paid plan makes it a real account. */
  paidPlan: boolean;
}

export interface Settled {
  settlements: Settlement[];
  subscriptions: SettledSubscription[];
  accounts: SettledAccount[];
}

/**
 * Works out what approving these payments brings about, one after the other, so that two payments of one account
 * add up: the second one's period starts where the first one's ends. Pure: rows in, changes out.
 */
export function settle(
  cases: ReviewCase[],
  facts: { lines: SoldLine[]; subscriptions: SubscriptionState[]; otherwiseOverdue: ReadonlySet<number> },
  now: Date,
): Settled {
  const accounts = new Map<number, LockedAccount>(cases.map(({ account }) => [account.id, { ...account }]));
  const subscriptions = new Map(facts.subscriptions.map((subscription) => [subscription.id, subscription]));
  const linesOf = linesByInvoice(facts.lines);
  const before = new Map(cases.map(({ account }) => [account.id, account]));
  const touched = new Map<number, SettledSubscription>();
  const paidPlans = new Set<number>();
  const settlements = cases.map((reviewCase): Settlement => {
    const { invoice, payment } = reviewCase;
    const account = accounts.get(invoice.accountId) ?? reviewCase.account;
    const lines = linesOf.get(invoice.id) ?? [];
    const subscription = invoice.subscriptionId === null ? undefined : subscriptions.get(invoice.subscriptionId);
    const sold = lines.find((line) => line.planId !== null);
    const isPlanInvoice = subscription !== undefined && sold !== undefined;
    let period: Settlement['period'] = null;
    if (isPlanInvoice) {
      const renewed = renew(subscription, sold, { invoice, reference: payment.manualReference, now });
      period = { ...renewed.bought, planName: sold.planName ?? '' };
      subscriptions.set(subscription.id, renewed.subscription);
      touched.set(subscription.id, renewed.subscription);
      paidPlans.add(account.id);
    }
    const after = accountAfter(account, isPlanInvoice, facts.otherwiseOverdue.has(account.id));
    accounts.set(account.id, after);
    const credits = lines.reduce((sum, line) => sum + line.credits, 0);
    return { reviewCase, period, credits, accountBefore: account.status, accountAfter: after.status };
  });
  return {
    settlements,
    subscriptions: [...touched.values()],
    accounts: [...accounts.values()]
      .filter((after) => paidPlans.has(after.id) || changed(after, before.get(after.id)))
      .map(({ id, status, suspendedFrom }) => ({ id, status, suspendedFrom, paidPlan: paidPlans.has(id) })),
  };
}

function linesByInvoice(lines: SoldLine[]): Map<number, SoldLine[]> {
  const found = new Map<number, SoldLine[]>();
  for (const line of lines) {
    const known = found.get(line.invoiceId);
    if (known === undefined) found.set(line.invoiceId, [line]);
    else known.push(line);
  }
  return found;
}

interface Paid {
  invoice: LockedInvoice;
  reference: string;
  now: Date;
}

/** From approval, or from the end of a paid period of the same plan that still runs; a trial or other plan lapses. */
function renew(subscription: SubscriptionState, sold: SoldLine, { invoice, reference, now }: Paid) {
  if (sold.planId === null || sold.billingCycle === null || sold.cycles === null) throw new Error('not a plan line');
  const { periodStart, periodEnd } = invoice;
  if (periodStart !== null && periodEnd !== null)
    return restore(subscription, sold.planId, { start: periodStart, end: periodEnd }, reference);
  const { currentPeriodStart, currentPeriodEnd, anchorDay } = subscription;
  // Only paid periods have an anchor day.
  const stillRuns =
    anchorDay !== null && subscription.planId === sold.planId && currentPeriodEnd !== null && currentPeriodEnd > now;
  const start = stillRuns ? currentPeriodEnd : now;
  const anchor = stillRuns ? anchorDay : now.getUTCDate();
  const end = addMonths(start, sold.cycles * cycleMonths(sold.billingCycle), anchor);
  const renewed: SettledSubscription = {
    ...subscription,
    planId: sold.planId,
    status: 'active',
    currentPeriodStart: stillRuns ? currentPeriodStart : start,
    currentPeriodEnd: end,
    anchorDay: anchor,
    externalPaymentId: reference,
  };
  return { bought: { start, end }, subscription: renewed };
}

/**
 * An invoice whose payment was reversed is paid once more: its period was written and is not sold a second time. The
 * subscription gets it, unless paid time that it has reaches as far.
 */
function restore(
  subscription: SubscriptionState,
  planId: number,
  bought: { start: Date; end: Date },
  externalPaymentId: string,
) {
  const { currentPeriodEnd, anchorDay } = subscription;
  const paid: SettledSubscription = { ...subscription, status: 'active', externalPaymentId };
  if (anchorDay !== null && currentPeriodEnd !== null && currentPeriodEnd >= bought.end)
    return { bought, subscription: paid };
  const restored: SettledSubscription = {
    ...paid,
    planId,
    currentPeriodStart: bought.start,
    currentPeriodEnd: bought.end,
    // At most one of the two days was clamped to its month's length.
    anchorDay: Math.max(bought.start.getUTCDate(), bought.end.getUTCDate()),
  };
  return { bought, subscription: restored };
}

/** A plan invoice makes the account active; any invoice ends a suspension for unpaid bills, if no other is overdue. */
function accountAfter(account: LockedAccount, isPlanInvoice: boolean, otherwiseOverdue: boolean): LockedAccount {
  if (account.status !== 'suspended') return isPlanInvoice ? { ...account, status: 'active' } : account;
  const keptState = isPlanInvoice ? 'active' : account.suspendedFrom;
  if (account.suspensionCause !== 'unpaid' || otherwiseOverdue || keptState === null)
    return { ...account, suspendedFrom: keptState };
  return { ...account, status: keptState, suspendedFrom: null, suspensionCause: null };
}

function changed(after: LockedAccount, before: LockedAccount | undefined): boolean {
  return before === undefined || before.status !== after.status || before.suspendedFrom !== after.suspendedFrom;
}
