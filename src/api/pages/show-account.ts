import type { ContractRow } from '../../services/contracts/contract-view.js';
import type { OwnInvoice } from '../../services/invoices/get-invoice.js';
import type { PaymentView } from '../../services/payments/list-payments.js';
import { isFree } from '../../services/plans/plan-terms.js';
import type { SignedInUser } from '../../services/users/signed-in-user.js';
import { isWithdrawn } from './badges.js';
import { contractHref } from './contract-href.js';
import { countOf, formatDate } from './formats.js';
import { invoiceHref, total } from './show-invoice.js';
import { planPriceWords } from './show-plan.js';

interface Banner {
  tone: 'success' | 'warning' | 'danger' | 'info';
  icon: string;
  heading: string;
  text: string;
  action?: { href: string; label: string; method?: 'post' };
}

interface Standing {
  visitor: SignedInUser;
  /** The invoice to pay next, whether or not its confirmation is in review. */
  open: OwnInvoice | null;
  latestPayment: PaymentView | null;
  /** Contracts that wait for this visitor's signature. */
  toSign: ContractRow[];
  mayPay: boolean;
  zone: string;
  now: Date;
}

/** What the account's owner should know first, the most pressing on top. */
export function banners(standing: Standing): Banner[] {
  const found = [
    suspensionBanner(standing),
    signatureBanner(standing),
    paymentBanner(standing),
    trialBanner(standing),
    verificationBanner(standing),
  ];
  return found.filter((banner) => banner !== null);
}

function suspensionBanner({ visitor: { account } }: Standing): Banner | null {
  if (account.status !== 'suspended') return null;
  const ask =
    account.suspensionCause === 'unpaid'
      ? 'Pay what is open and confirm the payment; once it is approved your account works again.'
      : 'You can still see and pay your invoices. Please contact support.';
  const reason = account.suspensionReason === '' ? '' : `\nReason: ${account.suspensionReason}`;
  return { tone: 'danger', icon: 'ban', heading: 'Your account is suspended', text: `${ask}${reason}` };
}

function signatureBanner({ toSign: [first, ...others] }: Standing): Banner | null {
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` ${countOf(others.length, 'more waits', 'more wait')} under Contracts.`;
  return {
    tone: 'warning',
    icon: 'pen-line',
    heading: 'A contract waits for your signature',
    text: `${first.title} (${first.number}).${more}`,
    action: { href: `${contractHref(first.id)}/sign`, label: 'Read and sign' },
  };
}

function paymentBanner({ visitor, open, latestPayment, mayPay, zone }: Standing): Banner | null {
  if (open === null) return null;
  if (open.pendingPaymentId !== null) {
    return {
      tone: 'info',
      icon: 'hourglass',
      heading: 'We are checking your payment',
      text: `You confirmed the payment of ${open.number}. You will be notified once it is approved.`,
    };
  }
  const confirm = (label: string) => (mayPay ? { action: { href: `${invoiceHref(open.id)}/confirm`, label } } : {});
  if (latestPayment?.invoiceId === open.id && latestPayment.status === 'failed' && !isWithdrawn(latestPayment)) {
    return {
      tone: 'danger',
      icon: 'circle-x',
      heading: `Your payment of ${open.number} was rejected`,
      text: latestPayment.rejectionReason,
      ...confirm('Try again'),
    };
  }
  const due = formatDate(open.dueAt, zone);
  const plan = visitor.account.subscription?.plan.name ?? 'plan';
  const heading =
    visitor.account.status === 'pending_payment'
      ? `Your ${plan} plan waits for its payment`
      : open.isOverdue
        ? `Invoice ${open.number} is overdue`
        : `Invoice ${open.number} waits for its payment`;
  const text = `Transfer ${total(open)} by ${due}, then confirm the payment here. We approve it as soon as the money has arrived.`;
  return { tone: 'warning', icon: 'clock', heading, text, ...confirm('Confirm payment') };
}

function trialBanner({ visitor: { account }, open, mayPay, zone, now }: Standing): Banner | null {
  if (account.status !== 'trial' || account.trialExpiresAt === null) return null;
  const days = Math.ceil((account.trialExpiresAt.getTime() - now.getTime()) / 86_400_000);
  const ends = formatDate(account.trialExpiresAt, zone);
  const choose = open === null && mayPay ? { action: { href: '/app/plan', label: 'Choose a plan' } } : {};
  if (days <= 0) {
    return {
      tone: 'warning',
      icon: 'calendar-days',
      heading: 'Your trial has ended',
      text: `It ended on ${ends}. Choose a plan to go on.`,
      ...choose,
    };
  }
  return {
    tone: 'info',
    icon: 'calendar-days',
    heading: `${countOf(days, 'day', 'days')} left of your trial`,
    text: `It ends on ${ends}. Your credits stay yours when you choose a plan.`,
    ...choose,
  };
}

function verificationBanner({ visitor }: Standing): Banner | null {
  if (visitor.emailVerifiedAt !== null) return null;
  return {
    tone: 'info',
    icon: 'mail',
    heading: 'Please confirm your e-mail address',
    text: `We sent a link to ${visitor.email}.`,
    action: { href: '/app/resend-verification', label: 'Send it again', method: 'post' },
  };
}

export function planCard({ account, canManageBilling }: SignedInUser, zone: string): object {
  const { subscription } = account;
  if (subscription === null) return { name: 'none', facts: [], changeable: false };
  const { plan } = subscription;
  const isWaiting = subscription.status === 'pending_payment';
  const renewal = isWaiting ? 'when its payment is approved' : formatDate(subscription.currentPeriodEnd, zone);
  const renewalLabel = isWaiting ? 'Starts' : isFree(plan) ? 'Ends on' : 'Renews on';
  return {
    name: plan.name,
    facts: [
      { label: 'Price', value: planPriceWords(plan) },
      ...(renewal === '' ? [] : [{ label: renewalLabel, value: renewal }]),
      { label: 'Sites', value: `up to ${plan.maxSites}` },
      { label: 'Users', value: `up to ${plan.maxUsers}` },
      { label: 'Industries', value: plan.maxIndustries === null ? 'no limit' : `up to ${plan.maxIndustries}` },
    ],
    changeable: mayChoosePlan(account.status) && canManageBilling,
    changeLabel: isWaiting ? 'Choose another plan' : 'Choose a plan',
  };
}

export function mayChoosePlan(status: SignedInUser['account']['status']): boolean {
  return status === 'trial' || status === 'pending_payment';
}
