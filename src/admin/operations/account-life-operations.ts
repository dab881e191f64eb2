import { reactivateAccountsInBulk, suspendAccountsInBulk } from '../../services/accounts/act-in-bulk.js';
import { cancelAccount } from '../../services/accounts/cancel-account.js';
import { previewCancellation } from '../../services/accounts/preview-cancellation.js';
import { reactivateAccounts } from '../../services/accounts/reactivate-accounts.js';
import { suspendAccounts } from '../../services/accounts/suspend-accounts.js';
import { fieldRefusal } from '../../services/core/errors.js';
import { formatMoney } from '../../services/core/money.js';
import { adjustCredits } from '../../services/credits/adjust-credits.js';
import { listActivePlans } from '../../services/plans/list-plans.js';
import { isFree } from '../../services/plans/plan-terms.js';
import { changePlan } from '../../services/subscriptions/change-plan.js';
import {
  type DialogField,
  insistOnSuccess,
  type Preview,
  recordOperation,
  selectionOperation,
  type Target,
} from '../operation-action.js';
import { type Body, noteOf, textOf } from '../wire-body.js';
import { bulkResult, count } from './bulk-result.js';
import { NOTE, offeredIf, previewAccounts, REASON } from './preview-accounts.js';

const CAUSE: DialogField = {
  name: 'cause',
  label: 'Cause',
  type: 'select',
  value: 'staff',
  options: [
    { value: 'staff', label: 'Decided by staff: stays until somebody reactivates it' },
    { value: 'unpaid', label: 'Unpaid bills: ends by itself once they are paid' },
  ],
};

const previewSuspension = (target: Target) =>
  previewAccounts(target, 'suspend', {
    verb: 'Suspend',
    done: 'suspended',
    says: ['People can still sign in, see their bills and pay; the rest is closed to them.'],
    fields: [REASON, CAUSE],
  });

const previewReactivation = (target: Target) =>
  previewAccounts(target, 'reactivate', {
    verb: 'Reactivate',
    done: 'reactivated',
    says: ['The state kept with the suspension returns.'],
    fields: [NOTE],
  });

/** The life of an account after it was let in. */
export const accountLifeOperations = [
  recordOperation({
    name: 'suspendAccount',
    label: 'Suspend',
    offeredFor: offeredIf('suspend'),
    preview: previewSuspension,
    async act({ ctx, id }, body) {
      insistOnSuccess(
        await suspendAccounts(ctx, { accountIds: [id], reason: textOf(body, 'reason'), cause: causeOf(body) }),
      );
      return { message: 'The account is suspended.' };
    },
  }),
  recordOperation({
    name: 'reactivateAccount',
    label: 'Reactivate',
    tone: 'primary',
    offeredFor: offeredIf('reactivate'),
    preview: previewReactivation,
    async act({ ctx, id }, body) {
      insistOnSuccess(await reactivateAccounts(ctx, { accountIds: [id], ...noteOf(body) }));
      return { message: 'The account is reactivated.' };
    },
  }),
  recordOperation({
    name: 'changePlan',
    label: 'Change plan',
    offeredFor: offeredIf('changePlan'),
    preview: previewPlanChange,
    async act({ ctx, id }, body) {
      const { invoiceNumber } = await changePlan(ctx, { accountId: id, planSlug: textOf(body, 'plan_slug') });
      return { message: `Invoice ${invoiceNumber} is issued; the plan starts when it is paid.` };
    },
  }),
  recordOperation({
    name: 'adjustCredits',
    label: 'Adjust credits',
    preview: previewAdjustment,
    async act({ ctx, id }, body) {
      const { balance } = await adjustCredits(ctx, {
        accountId: id,
        amount: signedInteger(body),
        reason: textOf(body, 'reason'),
      });
      return { message: `The account now has ${balance.toLocaleString('en')} credits.` };
    },
  }),
  recordOperation({
    name: 'cancelAccount',
    label: 'Cancel account',
    tone: 'danger',
    offeredFor: offeredIf('cancel'),
    preview: async (target) => {
      const { confirmations, invoices, unpaid } = await previewCancellation(target.ctx, target.id);
      return previewAccounts(target, 'cancel', {
        verb: 'Cancel',
        done: 'cancelled for good',
        says: [
          `Rejected with it: ${count(confirmations, 'pending confirmation')}. Voided with it: ${count(invoices, 'unpaid invoice')}${unpaid.length === 0 ? '' : ` (${unpaid.join(', ')})`}.`,
          'Its subscription ends and its people can no longer sign in. This cannot be taken back.',
        ],
        fields: [REASON],
      });
    },
    async act({ ctx, id }, body) {
      await cancelAccount(ctx, { accountId: id, reason: textOf(body, 'reason') });
      return { message: 'The account is cancelled.' };
    },
  }),
  selectionOperation({
    name: 'suspendAccounts',
    label: 'Suspend',
    preview: previewSuspension,
    act: async ({ ctx, ids }, body) =>
      bulkResult(
        'suspended',
        'account',
        await suspendAccountsInBulk(ctx, ids, { reason: textOf(body, 'reason'), cause: causeOf(body) }),
      ),
  }),
  selectionOperation({
    name: 'reactivateAccounts',
    label: 'Reactivate',
    preview: previewReactivation,
    act: async ({ ctx, ids }, body) =>
      bulkResult('reactivated', 'account', await reactivateAccountsInBulk(ctx, ids, noteOf(body))),
  }),
];

async function previewPlanChange(target: Target): Promise<Preview> {
  const plans = (await listActivePlans(target.ctx)).filter((plan) => !isFree(plan));
  const options = plans.map((plan) => ({
    value: plan.slug,
    label: `${plan.name} · ${formatMoney(plan.price, plan.currency)} ${plan.billingCycle}`,
  }));
  const preview = await previewAccounts(target, 'changePlan', {
    verb: 'Change the plan of',
    done: 'put on another plan',
    says: [
      'An invoice for the new plan is issued and mailed; an unpaid plan invoice is voided. The plan starts when the new invoice is paid.',
    ],
    fields: [{ name: 'plan_slug', label: 'Plan', type: 'select', required: true, options }],
  });
  return { ...preview, confirm: 'Issue the invoice' };
}

async function previewAdjustment({ params }: Target): Promise<Preview> {
  const balance = typeof params.creditBalance === 'number' ? params.creditBalance : 0;
  return {
    title: 'Adjust credits',
    says: [
      `The account has ${balance.toLocaleString('en')} credits. The change stands in the ledger for good, with your reason.`,
    ],
    fields: [
      {
        name: 'amount',
        label: 'Credits',
        type: 'integer',
        required: true,
        help: 'Signed: 100 adds, -60 takes. The balance never goes below zero.',
      },
      { ...REASON, help: 'Stands in the ledger; the tenant reads it.' },
    ],
    confirm: 'Adjust credits',
  };
}

function signedInteger(body: Body): number {
  const entered = textOf(body, 'amount').trim().replace('−', '-');
  if (!/^[+-]?\d{1,12}$/.test(entered))
    throw fieldRefusal('amount', 'invalid_input', 'Please enter whole credits, like 100 or -60.');
  return Number(entered);
}

function causeOf(body: Body): 'staff' | 'unpaid' {
  const cause = textOf(body, 'cause') || 'staff';
  if (cause !== 'staff' && cause !== 'unpaid')
    throw fieldRefusal('cause', 'invalid_input', 'Please choose “staff” or “unpaid”.');
  return cause;
}
