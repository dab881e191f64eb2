import { approveAccountsInBulk, rejectAccountsInBulk } from '../../services/accounts/act-in-bulk.js';
import { approveAccounts } from '../../services/accounts/approve-accounts.js';
import { rejectAccounts } from '../../services/accounts/reject-accounts.js';
import { reopenAccount } from '../../services/accounts/reopen-account.js';
import { insistOnSuccess, recordOperation, selectionOperation, type Target } from '../operation-action.js';
import { noteOf, textOf } from '../wire-body.js';
import { bulkResult } from './bulk-result.js';
import { NOTE, offeredIf, previewAccounts, REASON } from './preview-accounts.js';

const previewApproval = (target: Target) =>
  previewAccounts(target, 'approve', {
    verb: 'Approve',
    done: 'approved',
    says: ['The trial or the billing of the chosen plan starts now, and the applicant gets a mail.'],
    fields: [NOTE],
  });

const previewRejection = (target: Target) =>
  previewAccounts(target, 'reject', {
    verb: 'Reject',
    done: 'rejected',
    says: ['The applicant gets a mail with the reason.'],
    fields: [REASON, NOTE],
  });

/** Deciding on those who ask to be let in. */
export const accountReviewOperations = [
  recordOperation({
    name: 'approveAccount',
    label: 'Approve',
    tone: 'primary',
    offeredFor: offeredIf('approve'),
    preview: previewApproval,
    async act({ ctx, id }, body) {
      insistOnSuccess(await approveAccounts(ctx, { accountIds: [id], ...noteOf(body) }));
      return { message: 'The account is approved.' };
    },
  }),
  recordOperation({
    name: 'rejectAccount',
    label: 'Reject',
    tone: 'danger',
    offeredFor: offeredIf('reject'),
    preview: previewRejection,
    async act({ ctx, id }, body) {
      insistOnSuccess(await rejectAccounts(ctx, { accountIds: [id], reason: textOf(body, 'reason'), ...noteOf(body) }));
      return { message: 'The account is rejected and the applicant is told why.' };
    },
  }),
  recordOperation({
    name: 'reopenAccount',
    label: 'Re-open',
    offeredFor: offeredIf('reopen'),
    preview: (target) =>
      previewAccounts(target, 'reopen', {
        verb: 'Re-open',
        done: 're-opened',
        says: ['It waits for a decision again.'],
        fields: [NOTE],
      }),
    async act({ ctx, id }, body) {
      await reopenAccount(ctx, { accountId: id, ...noteOf(body) });
      return { message: 'The account waits for a decision again.' };
    },
  }),
  selectionOperation({
    name: 'approveAccounts',
    label: 'Approve',
    tone: 'primary',
    preview: previewApproval,
    act: async ({ ctx, ids }, body) =>
      bulkResult('approved', 'account', await approveAccountsInBulk(ctx, ids, noteOf(body))),
  }),
  selectionOperation({
    name: 'rejectAccounts',
    label: 'Reject',
    tone: 'danger',
    preview: previewRejection,
    act: async ({ ctx, ids }, body) =>
      bulkResult(
        'rejected',
        'account',
        await rejectAccountsInBulk(ctx, ids, { reason: textOf(body, 'reason'), ...noteOf(body) }),
      ),
  }),
];
