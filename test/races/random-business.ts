import fc from 'fast-check';
import { approveAccounts } from '../../src/services/accounts/approve-accounts.js';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { reactivateAccounts } from '../../src/services/accounts/reactivate-accounts.js';
import { rejectAccounts } from '../../src/services/accounts/reject-accounts.js';
import { reopenAccount } from '../../src/services/accounts/reopen-account.js';
import { suspendAccounts } from '../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../src/services/core/context.js';
import { adjustCredits } from '../../src/services/credits/adjust-credits.js';
import { voidInvoice } from '../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../src/services/payments/approve-payments.js';
import { recordPayment } from '../../src/services/payments/record-payment.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { approveInBulk } from '../../src/services/payments/review-in-bulk.js';
import { withdrawConfirmation } from '../../src/services/payments/withdraw-confirmation.js';
import { changePlan } from '../../src/services/subscriptions/change-plan.js';
import { choosePlan } from '../../src/services/subscriptions/choose-plan.js';
import { verifyEmail } from '../../src/services/users/verify-email.js';
import { anonymousContext } from '../support/contexts.js';
import { confirmTransfer, issueOneOff, staff, type Tenant } from '../support/factories.js';
import type { TestInstallation } from '../support/installation.js';

/** One thing that somebody does, drawn at random: with which of the accounts, invoices and payments there are. */
export interface Deed {
  what: keyof typeof DEEDS;
  which: number;
  amount: number;
}

interface World {
  test: TestInstallation;
  boss: Context;
  tenants: Tenant[];
}

type Doing = (world: World, deed: Deed) => Promise<unknown>;

const reason = 'At random';
const PLANS = ['starter', 'growth', 'scale'] as const;

function pick<T>(list: readonly T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)];
}

const tenantOf = ({ tenants }: World, { which }: Deed): Tenant => {
  const tenant = pick(tenants, which);
  if (tenant === undefined) throw new Error('nobody has signed up');
  return tenant;
};

const accountIdsOf = (world: World, deed: Deed) => [tenantOf(world, deed).accountId];

/** Any invoice of the account, whatever its state: most attempts are refused, and must be so without a trace. */
async function invoiceOf(world: World, deed: Deed): Promise<number> {
  const { accountId } = tenantOf(world, deed);
  const invoices = await world.test.prisma.invoice.findMany({ where: { accountId }, orderBy: { id: 'desc' }, take: 3 });
  return pick(invoices, deed.amount)?.id ?? 2_000_000_000;
}

async function paymentOf(world: World, deed: Deed): Promise<number> {
  const { accountId } = tenantOf(world, deed);
  const payments = await world.test.prisma.payment.findMany({ where: { accountId }, orderBy: { id: 'desc' }, take: 2 });
  return pick(payments, deed.amount)?.id ?? 2_000_000_000;
}

const DEEDS = {
  confirm: async (world, deed) => {
    const invoiceId = await invoiceOf(world, deed);
    return invoiceId === 2_000_000_000 ? null : confirmTransfer(world.test, tenantOf(world, deed), invoiceId);
  },
  withdraw: async (world, deed) =>
    withdrawConfirmation(tenantOf(world, deed).ctx, { paymentId: await paymentOf(world, deed) }),
  choosePlan: (world, deed) => choosePlan(tenantOf(world, deed).ctx, { planSlug: PLANS[deed.amount % 3] ?? 'starter' }),
  verifyEmail: async (world, deed) => {
    const { accountId } = tenantOf(world, deed);
    const mail = await world.test.prisma.mail.findFirstOrThrow({ where: { accountId, kind: 'verify-email' } });
    const token = world.test.installation.secrets.open(mail.secret ?? '').split('token=')[1] ?? '';
    return verifyEmail(anonymousContext(world.test), { token });
  },
  approve: async (world, deed) => approvePayments(world.boss, { paymentIds: [await paymentOf(world, deed)] }),
  approveAll: async ({ test, boss }) => {
    const waiting = await test.prisma.payment.findMany({ where: { status: 'pending_approval' } });
    return approveInBulk(boss, { paymentIds: [...waiting.map(({ id }) => id), 2_000_000_000].toReversed() });
  },
  reject: async (world, deed) => rejectPayments(world.boss, { paymentIds: [await paymentOf(world, deed)], reason }),
  record: async (world, deed) => {
    const invoiceId = await invoiceOf(world, deed);
    const invoice = await world.test.prisma.invoice.findUnique({ where: { id: invoiceId } });
    const amount = invoice?.total.toFixed() ?? '1';
    return recordPayment(world.boss, { invoiceId, manualReference: 'Statement', payerName: 'Payer', amount });
  },
  voidInvoice: async (world, deed) => voidInvoice(world.boss, { invoiceId: await invoiceOf(world, deed), reason }),
  oneOff: (world, deed) => issueOneOff(world.test, tenantOf(world, deed).accountId, { credits: deed.amount }),
  changePlan: (world, deed) =>
    changePlan(world.boss, {
      accountId: tenantOf(world, deed).accountId,
      planSlug: PLANS[deed.amount % 3] ?? 'starter',
    }),
  adjust: (world, deed) =>
    adjustCredits(world.boss, {
      accountId: tenantOf(world, deed).accountId,
      amount: deed.amount * 40 - 2_000 || 1,
      reason,
    }),
  suspend: (world, deed) =>
    suspendAccounts(world.boss, {
      accountIds: accountIdsOf(world, deed),
      reason,
      cause: deed.amount % 2 === 0 ? 'staff' : 'unpaid',
    }),
  reactivate: (world, deed) => reactivateAccounts(world.boss, { accountIds: accountIdsOf(world, deed) }),
  approveAccount: (world, deed) => approveAccounts(world.boss, { accountIds: accountIdsOf(world, deed) }),
  rejectAccount: (world, deed) => rejectAccounts(world.boss, { accountIds: accountIdsOf(world, deed), reason }),
  reopen: (world, deed) => reopenAccount(world.boss, { accountId: tenantOf(world, deed).accountId }),
  cancel: (world, deed) => cancelAccount(world.boss, { accountId: tenantOf(world, deed).accountId, reason }),
  timePasses: async ({ test }, { amount }) => test.clock.moveDays(amount % 20),
} satisfies Record<string, Doing>;

/** What happens often in a day is drawn often; an account is cancelled once in its life. */
const OFTEN: Partial<Record<keyof typeof DEEDS, number>> = {
  confirm: 8,
  approve: 4,
  approveAll: 3,
  oneOff: 3,
  changePlan: 3,
  choosePlan: 3,
  timePasses: 2,
};

export const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.oneof(
    ...(Object.keys(DEEDS) as (keyof typeof DEEDS)[]).map((what) => ({
      weight: what === 'cancel' ? 1 : (OFTEN[what] ?? 2) * 2,
      arbitrary: fc.constant(what),
    })),
  ),
  which: fc.nat({ max: 11 }),
  amount: fc.nat({ max: 99 }),
});

export async function worldOf(test: TestInstallation, tenants: Tenant[]): Promise<World> {
  return { test, boss: await staff(test, 'superadmin'), tenants };
}

export function doIt(world: World, drawn: Deed): Promise<unknown> {
  const doing: Doing = DEEDS[drawn.what];
  return doing(world, drawn);
}
