import { disableBillingInBulk, enableBillingInBulk } from '../../services/billing-periods/bill-in-bulk.js';
import { disableBilling } from '../../services/billing-periods/disable-billing.js';
import { enableBilling } from '../../services/billing-periods/enable-billing.js';
import {
  type BillingPreview,
  previewDisabling,
  previewEnabling,
} from '../../services/billing-periods/preview-billing.js';
import { setAutoRenew } from '../../services/billing-periods/set-auto-renew.js';
import {
  insistOnSuccess,
  type Preview,
  recordOperation,
  selectionOperation,
  type Target,
} from '../operation-action.js';
import type { ScheduleView } from '../schedule-view.js';
import { type Body, textOf } from '../wire-body.js';
import { billingTermsFields, billingTermsOf, signedTerms, withSigned } from './billing-terms-fields.js';
import { bulkResult, count } from './bulk-result.js';
import { REASON } from './preview-accounts.js';

const billable = ({ status, billingEnabled }: Record<string, unknown>) =>
  (status === 'signed' || status === 'active') && billingEnabled !== true;
const billed = ({ billingEnabled }: Record<string, unknown>) => billingEnabled === true;

/** Enabling and disabling billing, of one contract or of many. */
export const contractBillingOperations = [
  recordOperation({
    name: 'enableBilling',
    label: 'Enable billing',
    tone: 'primary',
    offeredFor: billable,
    preview: previewEnable,
    async act({ ctx, id }, body) {
      insistOnSuccess(await enableBilling(ctx, { contractIds: [id], ...billingTermsOf(body) }));
      return { message: 'Billing is enabled; the invoices to come are planned.' };
    },
  }),
  recordOperation({
    name: 'disableBilling',
    label: 'Disable billing',
    tone: 'danger',
    offeredFor: billed,
    preview: previewDisable,
    async act({ ctx, id }, body) {
      const [outcome] = await disableBilling(ctx, { contractIds: [id], reason: textOf(body, 'reason') });
      insistOnSuccess(outcome === undefined ? [] : [outcome]);
      return { message: `Billing is disabled. ${outcome?.message ?? ''}`.trim() };
    },
  }),
  recordOperation({
    name: 'setAutoRenew',
    label: 'Renewal',
    offeredFor: billed,
    preview: previewRenewal,
    async act({ ctx, id }, body) {
      const autoRenew = textOf(body, 'auto_renew') === 'true';
      await setAutoRenew(ctx, { contractId: id, autoRenew });
      return {
        message: autoRenew ? 'The contract renews by itself at its end.' : 'The contract ends on its last day.',
      };
    },
  }),
  selectionOperation({
    name: 'bulkEnableBilling',
    label: 'Enable billing',
    tone: 'primary',
    preview: previewEnable,
    act: async ({ ctx, ids }, body) =>
      bulkResult('enabled', 'contract', await enableBillingInBulk(ctx, ids, billingTermsOf(body))),
  }),
  selectionOperation({
    name: 'bulkDisableBilling',
    label: 'Disable billing',
    tone: 'danger',
    preview: previewDisable,
    act: async ({ ctx, ids }, body) =>
      bulkResult('disabled', 'contract', await disableBillingInBulk(ctx, ids, { reason: textOf(body, 'reason') })),
  }),
];

async function previewEnable({ ctx, ids }: Target, body: Body): Promise<Preview> {
  const terms = billingTermsOf(withSigned(body, await signedTerms(ctx, ids)));
  const found = await previewEnabling(ctx, { contractIds: ids, terms });
  const [only] = found.contracts;
  return {
    ...viewOf(found),
    title: ids.length === 1 && only !== undefined ? `Enable billing of ${only.number}` : titleFor('Enable', ids),
    says: [
      terms.manualRelease
        ? 'Each invoice below waits until staff release it. Periods whose first day has passed wait, too.'
        : 'Each invoice below is issued on its first day; those whose day has passed are issued within minutes.',
      'The customer gets a mail with the first date and amount.',
    ],
    fields: billingTermsFields(terms, ids.length > 1),
    confirm: found.possible === 1 ? 'Enable billing' : `Enable billing of ${count(found.possible, 'contract')}`,
    live: true,
  };
}

async function previewDisable({ ctx, ids }: Target): Promise<Preview> {
  const found = await previewDisabling(ctx, { contractIds: ids });
  const [only] = found.contracts;
  return {
    ...viewOf(found),
    title: ids.length === 1 && only !== undefined ? `Disable billing of ${only.number}` : titleFor('Disable', ids),
    says: [
      'The periods below have no invoice yet and are cancelled for good. What is invoiced stays payable.',
      'The contract stays in force; enabling again plans new periods from the first day not yet invoiced.',
    ],
    fields: [REASON],
    confirm: found.possible === 1 ? 'Disable billing' : `Disable billing of ${count(found.possible, 'contract')}`,
  };
}

function titleFor(verb: string, ids: number[]): string {
  return ids.length === 1 ? `${verb} billing` : `${verb} billing of ${count(ids.length, 'contract')}`;
}

function viewOf({ possible, impossible, impossibleCount, totals, contracts }: BillingPreview) {
  return {
    possible,
    impossible,
    impossibleCount,
    totals,
    counted: 'invoice',
    schedules: contracts.map(
      ({ id, number, account, periods, periodCount, total, warnings }): ScheduleView => ({
        id,
        title: `${number} · ${account}`,
        resource: 'Contract',
        rows: periods,
        rowCount: periodCount,
        total,
        warnings,
      }),
    ),
  };
}

async function previewRenewal({ params }: Target): Promise<Preview> {
  const renews = params.autoRenew === true;
  return {
    title: `Renewal of ${String(params.number)}`,
    says: [
      renews
        ? 'At present the contract renews by itself at its end, with notice to both sides ahead of time.'
        : 'At present the contract ends on its last day.',
      'Periods that are planned already stay.',
    ],
    fields: [
      {
        name: 'auto_renew',
        label: 'At its end',
        type: 'select',
        required: true,
        value: String(!renews),
        options: [
          { value: 'true', label: 'It renews by itself' },
          { value: 'false', label: 'It ends' },
        ],
      },
    ],
    confirm: 'Save',
  };
}
