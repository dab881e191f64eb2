import { approvePayments } from '../../services/payments/approve-payments.js';
import type { Repeat } from '../../services/payments/find-repeats.js';
import { previewReview } from '../../services/payments/preview-review.js';
import { rejectPayments } from '../../services/payments/reject-payments.js';
import { approveInBulk, rejectInBulk } from '../../services/payments/review-in-bulk.js';
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

const NOTE: DialogField = {
  name: 'note',
  label: 'Note for colleagues',
  type: 'long',
  help: 'Only staff see it.',
  maxLength: 2000,
};
const REASON: DialogField = {
  name: 'reason',
  label: 'Reason',
  type: 'long',
  required: true,
  help: 'The tenant reads this.',
  maxLength: 500,
};

const undecided = ({ status }: Record<string, unknown>) => status === 'pending_approval';

export const paymentOperations = [
  recordOperation({
    name: 'approvePayment',
    label: 'Approve',
    tone: 'primary',
    offeredFor: undecided,
    preview: (target) => previewApproval(target),
    async act({ ctx, id }, body) {
      insistOnSuccess(await approvePayments(ctx, { paymentIds: [id], ...noteOf(body) }));
      return { message: 'The payment is approved.' };
    },
  }),
  recordOperation({
    name: 'rejectPayment',
    label: 'Reject',
    tone: 'danger',
    offeredFor: undecided,
    preview: (target) => previewRejection(target),
    async act({ ctx, id }, body) {
      insistOnSuccess(await rejectPayments(ctx, { paymentIds: [id], reason: textOf(body, 'reason'), ...noteOf(body) }));
      return { message: 'The payment is rejected and the tenant is told why.' };
    },
  }),
  selectionOperation({
    name: 'approvePayments',
    label: 'Approve',
    tone: 'primary',
    preview: (target) => previewApproval(target),
    act: async ({ ctx, ids }, body) =>
      bulkResult('approved', 'payment', await approveInBulk(ctx, { paymentIds: ids, ...noteOf(body) })),
  }),
  selectionOperation({
    name: 'rejectPayments',
    label: 'Reject',
    tone: 'danger',
    preview: (target) => previewRejection(target),
    act: async ({ ctx, ids }, body: Body) =>
      bulkResult(
        'rejected',
        'payment',
        await rejectInBulk(ctx, { paymentIds: ids, reason: textOf(body, 'reason'), ...noteOf(body) }),
      ),
  }),
];

const WARNINGS_SHOWN = 5;

/** Nothing is refused for it, but nobody should approve a used slip in a batch without a word. */
function repeatWarnings(repeats: Repeat[]): NonNullable<Preview['warnings']> {
  const shown = repeats.slice(0, WARNINGS_SHOWN).map(({ id, manualReference, repeats: what }) => ({
    message: `Payment ${id}, ${manualReference}: its ${what} was seen before on another payment.`,
    href: `/admin/resources/Payment/records/${id}/show`,
    link: 'Look at it',
  }));
  const more = repeats.length - shown.length;
  return more > 0 ? [...shown, { message: `${more} more repeat a reference or a slip.` }] : shown;
}

async function previewApproval({ ctx, ids }: Target): Promise<Preview> {
  const { repeats, ...review } = await previewReview(ctx, { paymentIds: ids, decision: 'approve' });
  return {
    ...review,
    warnings: repeatWarnings(repeats),
    title: ids.length === 1 ? 'Approve this payment' : `Approve ${count(ids.length, 'payment')}`,
    says: [
      `${count(review.possible, 'payment')} will be approved and ${review.possible === 1 ? 'the invoice' : 'each invoice'} becomes paid. An invoice of a plan also makes subscription and account active and grants the credits.`,
      'The tenant gets a mail. An approval cannot be taken back here.',
    ],
    fields: [NOTE],
    confirm: review.possible === 1 ? 'Approve payment' : `Approve ${review.possible} payments`,
  };
}

async function previewRejection({ ctx, ids }: Target): Promise<Preview> {
  const { repeats: _, ...review } = await previewReview(ctx, { paymentIds: ids, decision: 'reject' });
  return {
    ...review,
    title: ids.length === 1 ? 'Reject this payment' : `Reject ${count(ids.length, 'payment')}`,
    says: [
      `${count(review.possible, 'payment')} will be rejected. The invoice stays payable; subscription and account stay as they are.`,
      'The tenant gets a mail with the reason and can confirm again.',
    ],
    fields: [REASON, NOTE],
    confirm: review.possible === 1 ? 'Reject payment' : `Reject ${review.possible} payments`,
  };
}
