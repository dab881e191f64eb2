import pg from 'pg';
import { beforeAll, expect, it, vi } from 'vitest';
import { reactivateAccounts } from '../../../src/services/accounts/reactivate-accounts.js';
import { rejectAccounts } from '../../../src/services/accounts/reject-accounts.js';
import { reopenAccount } from '../../../src/services/accounts/reopen-account.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { disableBilling } from '../../../src/services/billing-periods/disable-billing.js';
import { enableBilling } from '../../../src/services/billing-periods/enable-billing.js';
import { completeLineItem } from '../../../src/services/contracts/change-line-item.js';
import type { Context } from '../../../src/services/core/context.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { acceptInvitation } from '../../../src/services/users/accept-invitation.js';
import { inviteUser } from '../../../src/services/users/invite-user.js';
import { anonymousContext } from '../../support/contexts.js';
import { billedContract, MONTHLY_CARE, signedContract } from '../../support/contract-factories.js';
import {
  accountIn,
  activeTenant,
  invitationToken,
  issueOneOff,
  PASSWORD,
  signUpAndConfirm,
  signUpForPlan,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { allRows } from '../../support/rows.js';

// The state in the statement decides, whoever holds the lock: if one of us ever forgot the lock, or sorted out wrongly,
// the write itself finds the row in another state, and the whole operation is undone.

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
let finance: Context;
let support: Context;
const reason = 'As agreed by telephone';

beforeAll(async () => {
  finance = await staff(test, 'finance');
  support = await staff(test, 'support');
});

/** Somebody's write gets past the lock just before the first statement that matches; it is undone with the operation. */
function slipIn(before: RegExp, sql: string): () => boolean {
  const original = pg.Client.prototype.query;
  let slipped = false;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
    this: pg.Client,
    ...args: Parameters<typeof original>
  ) {
    const [statement] = args as unknown[];
    const text = typeof statement === 'string' ? statement : (statement as { text: string }).text;
    if (!slipped && before.test(text)) {
      slipped = true;
      await Reflect.apply(original, this, [sql]);
    }
    return Reflect.apply(original, this, args);
  });
  return () => slipped;
}

interface Slip {
  what: string;
  /** Makes what the operation works on; answers the operation and what slips in. */
  prepare(): Promise<{ act: () => Promise<unknown>; before: RegExp; sql: string; says: string }>;
}

const SLIPS: Slip[] = [
  {
    what: 'a payment that was approved meanwhile is not approved again',
    async prepare() {
      const { paymentId } = await signUpAndConfirm(test);
      return {
        act: () => approvePayments(finance, { paymentIds: [paymentId] }),
        before: /UPDATE payments SET status = 'succeeded'/,
        sql: `UPDATE payments SET status = 'succeeded', processed_at = now() WHERE id = ${paymentId}`,
        says: '1 payments were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an invoice that was paid meanwhile is not paid again',
    async prepare() {
      const { paymentId, invoice } = await signUpAndConfirm(test);
      return {
        act: () => approvePayments(finance, { paymentIds: [paymentId] }),
        before: /UPDATE invoices i SET status = 'paid'/,
        sql: `UPDATE invoices SET status = 'paid', paid_at = now() WHERE id = ${invoice.id}`,
        says: '1 invoices were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'a payment that was rejected meanwhile is not rejected again',
    async prepare() {
      const { paymentId } = await signUpAndConfirm(test);
      return {
        act: () => rejectPayments(finance, { paymentIds: [paymentId], reason, note: '' }),
        before: /UPDATE payments SET status = 'failed'/,
        sql: `UPDATE payments SET status = 'failed', rejection_reason = 'Other', failed_at = now() WHERE id = ${paymentId}`,
        says: '1 payments were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an account that was suspended meanwhile is not suspended again',
    async prepare() {
      const { accountId } = await accountIn(test, 'trial');
      return {
        act: () => suspendAccounts(support, { accountIds: [accountId], reason }),
        before: /UPDATE accounts SET status = 'suspended'/,
        sql: `UPDATE accounts SET status = 'suspended', suspended_from = status, suspension_cause = 'staff', suspension_reason = 'Other' WHERE id = ${accountId}`,
        says: '1 accounts were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an account that was rejected meanwhile is not rejected again',
    async prepare() {
      const { accountId } = await accountIn(test, 'pending');
      return {
        act: () => rejectAccounts(support, { accountIds: [accountId], reason }),
        before: /UPDATE accounts SET status = 'rejected'/,
        sql: `UPDATE accounts SET status = 'rejected', rejection_reason = 'Other' WHERE id = ${accountId}`,
        says: '1 accounts were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an account that was reactivated meanwhile is not moved',
    async prepare() {
      const { accountId } = await accountIn(test, 'suspended');
      return {
        act: () => reactivateAccounts(support, { accountIds: [accountId] }),
        before: /UPDATE accounts SET status = suspended_from/,
        sql: `UPDATE accounts SET status = 'trial', suspended_from = NULL, suspension_cause = NULL, suspension_reason = '' WHERE id = ${accountId}`,
        says: '1 accounts were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an account that was reopened meanwhile is not reopened again',
    async prepare() {
      const { accountId } = await accountIn(test, 'rejected');
      return {
        act: () => reopenAccount(support, { accountId }),
        before: /UPDATE "public"."accounts" SET/,
        sql: `UPDATE accounts SET status = 'pending', rejection_reason = '' WHERE id = ${accountId}`,
        says: 'No record was found',
      };
    },
  },
  {
    what: 'an invoice that was issued meanwhile is not given another number',
    async prepare() {
      const { accountId } = await signUpTenant(test);
      return {
        act: () => issueOneOff(test, accountId),
        before: /UPDATE invoices i SET status = 'pending'/,
        sql: `UPDATE invoices SET status = 'pending', issued_at = '2026-03-10', due_at = '2026-03-24', number = 'INV-${accountId}-202603-0001', number_month = '202603', number_sequence = 1 WHERE account_id = ${accountId} AND status = 'draft'`,
        says: '1 invoices were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an invoice that was voided meanwhile is not voided again',
    async prepare() {
      const { invoice } = await signUpForPlan(test);
      return {
        act: () => voidInvoice(finance, { invoiceId: invoice.id, reason }),
        before: /UPDATE "public"."invoices" SET/,
        sql: `UPDATE invoices SET status = 'void', voided_at = now(), void_reason = 'Other' WHERE id = ${invoice.id}`,
        says: 'No record was found',
      };
    },
  },
  {
    what: 'a contract that was terminated meanwhile is not billed',
    async prepare() {
      const { contractId } = await signedContract(test, await signUpTenant(test));
      return {
        act: () => enableBilling(finance, { contractIds: [contractId], frequency: 'monthly' }),
        before: /UPDATE contracts c SET status = 'active'/,
        sql: `UPDATE contracts SET status = 'terminated', terminated_at = now(), termination_reason = 'Other' WHERE id = ${contractId}`,
        says: '1 contracts were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'a contract that another colleague has billed meanwhile is not billed on other terms',
    async prepare() {
      const { contractId } = await signedContract(test, await signUpTenant(test));
      return {
        act: () => enableBilling(finance, { contractIds: [contractId], frequency: 'monthly' }),
        before: /UPDATE contracts c SET status = 'active'/,
        sql: `UPDATE contracts SET status = 'active', billing_enabled = true, billing_enabled_by_id = (SELECT min(id) FROM staff_users), billing_enabled_at = now(), billing_start_date = '2026-04-01', billing_end_date = '2026-09-30', billing_frequency = 'quarterly', billing_interval_months = 3 WHERE id = ${contractId}`,
        says: '1 contracts were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'a billing period that was cancelled meanwhile is not cancelled again',
    async prepare() {
      const { contractId } = await billedContract(test, await signUpTenant(test));
      const pending = await test.prisma.billingPeriod.count({ where: { contractId, status: 'pending' } });
      return {
        act: () => disableBilling(finance, { contractIds: [contractId], reason }),
        before: /UPDATE "public"."billing_periods" SET/,
        sql: cancelled(contractId),
        says: `${pending} billing periods were locked but 0 could be changed`,
      };
    },
  },
  {
    what: 'a billing period that was cancelled meanwhile is given no other total',
    async prepare() {
      const items = [MONTHLY_CARE, { ...MONTHLY_CARE, description: 'More care' }];
      const { contractId } = await billedContract(test, await signUpTenant(test), { items });
      const item = await test.prisma.contractLineItem.findFirstOrThrow({
        where: { version: { contractId }, description: 'More care' },
      });
      return {
        act: () => completeLineItem(finance, { lineItemId: item.id, from: '2026-06-15' }),
        before: /UPDATE billing_periods p SET total_amount/,
        sql: cancelled(contractId),
        says: 'billing periods were locked but 0 could be changed',
      };
    },
  },
  {
    what: 'an invitation that was accepted meanwhile takes in nobody else',
    prepare: () =>
      invited(
        (id) =>
          `accepted_at = now(), accepted_by_id = (SELECT min(u.id) FROM users u JOIN invitations i USING (account_id) WHERE i.id = ${id})`,
      ),
  },
  {
    what: 'an invitation that was taken back meanwhile takes in nobody',
    prepare: () => invited(() => 'revoked_at = now()'),
  },
];

async function invited(meanwhile: (invitationId: number) => string) {
  const owner = await activeTenant(test);
  const { invitationId } = await inviteUser(owner.ctx, {
    email: `invited-by-${owner.accountId}@x.example`,
    role: 'viewer',
  });
  const token = await invitationToken(test, invitationId);
  return {
    act: () => acceptInvitation(anonymousContext(test), { token, fullName: 'Noor Ali', password: PASSWORD }),
    before: /UPDATE "public"."invitations" SET/,
    sql: `UPDATE invitations SET ${meanwhile(invitationId)} WHERE id = ${invitationId}`,
    says: 'This invitation was accepted already',
  };
}

function cancelled(contractId: number): string {
  return `UPDATE billing_periods SET status = 'cancelled', cancelled_at = now(), cancel_reason = 'Other' WHERE contract_id = ${contractId} AND status = 'pending'`;
}

it.each(SLIPS.map(({ what, prepare }) => [what, prepare] as const))(
  '%s: nothing is written',
  async (_what, prepare) => {
    const { act, before, sql, says } = await prepare();
    const rows = await allRows(test);
    const hasSlippedIn = slipIn(before, sql);
    await expect(act()).rejects.toThrow(says);
    expect(hasSlippedIn()).toBe(true);
    vi.restoreAllMocks();
    expect(await allRows(test)).toEqual(rows);
  },
);
