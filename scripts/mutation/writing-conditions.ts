import type { MissedCondition } from './condition.js';

/** Somebody's write gets past the lock there: what is left is the state in the statement. */
const SLIPS = ['test/services/core/states-decide.test.ts'];
const BILLING = ['test/services/billing-periods/states-of-billing.test.ts'];
const DECISIONS = ['test/services/accounts/account-decisions.test.ts'];
const DOCUMENTS = ['test/services/documents/document-states.test.ts'];
const MAKING = ['test/services/documents/documents.test.ts'];
const MAILS = ['test/services/notifications/mail-states.test.ts'];
const INVITATIONS = ['test/services/users/invitations.test.ts'];
const PEOPLE = ['test/services/users/people.test.ts'];
const SESSIONS = ['test/services/users/sessions.test.ts'];
const TOKENS = ['test/services/staff/api-tokens.test.ts'];

/** Of statements that write. */
export const WRITING_CONDITIONS: MissedCondition[] = [
  { file: 'src/services/accounts/cancel-account.ts', drop: `, NOT: { status: 'canceled' }`, tests: DECISIONS },
  { file: 'src/services/accounts/reactivate-accounts.ts', drop: ` AND status = 'suspended'`, tests: SLIPS },
  { file: 'src/services/accounts/reject-accounts.ts', drop: ` AND status = 'pending'`, tests: SLIPS },
  { file: 'src/services/accounts/reopen-account.ts', drop: `, status: 'rejected'`, tests: SLIPS },
  { file: 'src/services/accounts/start-account.ts', drop: ', removedAt: null', tests: DECISIONS },
  {
    file: 'src/services/accounts/suspend-accounts.ts',
    drop: ` AND status IN ('trial', 'pending_payment', 'active')`,
    tests: SLIPS,
  },
  {
    file: 'src/services/billing-periods/complete-contracts.ts',
    drop: `, NOT: { status: 'completed' }`,
    tests: BILLING,
  },
  {
    file: 'src/services/billing-periods/enable-billing.ts',
    drop: ` AND c.status IN ('signed', 'active')`,
    tests: SLIPS,
  },
  { file: 'src/services/billing-periods/enable-billing.ts', drop: ' AND NOT c.billing_enabled', tests: SLIPS },
  { file: 'src/services/billing-periods/issue-due-periods.ts', drop: `p.status = 'pending' AND `, tests: BILLING },
  { file: 'src/services/billing-periods/issue-due-periods.ts', drop: 'NOT p.needs_release AND ', tests: BILLING },
  { file: 'src/services/billing-periods/issue-due-periods.ts', drop: ` AND c.status = 'active'`, tests: BILLING },
  { file: 'src/services/billing-periods/issue-due-periods.ts', drop: ` AND a.status <> 'cancelled'`, tests: BILLING },
  { file: 'src/services/billing-periods/issue-periods.ts', drop: `, status: 'pending'`, tests: BILLING },
  { file: 'src/services/billing-periods/write-periods.ts', drop: `, status: 'pending'`, tests: SLIPS },
  { file: 'src/services/billing-periods/write-periods.ts', drop: ` AND p.status = 'pending'`, tests: SLIPS },
  {
    file: 'src/services/core/one-time-tokens.ts',
    drop: ', usedAt: null',
    within: '...owner, usedAt: null',
    tests: SESSIONS,
  },
  {
    file: 'src/services/core/one-time-tokens.ts',
    drop: ', usedAt: null',
    within: '{ in: purposes }, usedAt: null',
    tests: SESSIONS,
  },
  { file: 'src/services/core/one-time-tokens.ts', drop: ' AND used_at IS NULL', tests: SESSIONS },
  { file: 'src/services/documents/document-queue.ts', drop: `status = 'queued' AND `, tests: DOCUMENTS },
  { file: 'src/services/documents/document-queue.ts', drop: ` AND next_attempt_at <= \${now}`, tests: DOCUMENTS },
  { file: 'src/services/documents/document-queue.ts', drop: ` AND attempts < \${MAX_ATTEMPTS}`, tests: DOCUMENTS },
  {
    file: 'src/services/documents/document-queue.ts',
    drop: `status: 'queued', `,
    within: `status: 'queued', nextAttemptAt`,
    tests: DOCUMENTS,
  },
  { file: 'src/services/documents/document-queue.ts', drop: 'nextAttemptAt: { lte: now }, ', tests: DOCUMENTS },
  { file: 'src/services/documents/document-queue.ts', drop: ', attempts: { gte: MAX_ATTEMPTS }', tests: DOCUMENTS },
  { file: 'src/services/documents/document-queue.ts', drop: `, status: { not: 'ready' }`, tests: MAKING },
  { file: 'src/services/documents/document-queue.ts', drop: `, status: 'queued'`, tests: DOCUMENTS },
  { file: 'src/services/documents/document-queue.ts', drop: ', attempts: document.attempts', tests: DOCUMENTS },
  { file: 'src/services/documents/retry-document.ts', drop: `, status: 'failed'`, tests: MAKING },
  { file: 'src/services/invoices/issue-invoices.ts', drop: ` AND i.status = 'draft'`, tests: SLIPS },
  {
    file: 'src/services/invoices/void-invoice.ts',
    drop: `, status: 'pending'`,
    within: `{ id: invoiceId, status: 'pending' }`,
    tests: SLIPS,
  },
  { file: 'src/services/notifications/mail-queue.ts', drop: `status = 'queued' AND `, tests: MAILS },
  {
    file: 'src/services/notifications/mail-queue.ts',
    drop: ` AND next_attempt_at <= \${now}`,
    within: `'queued' AND next_attempt_at <= \${now}`,
    tests: MAILS,
  },
  { file: 'src/services/notifications/mail-queue.ts', drop: `status = 'sending' AND `, tests: MAILS },
  {
    file: 'src/services/notifications/mail-queue.ts',
    drop: ` AND next_attempt_at <= \${now}`,
    within: `'sending' AND next_attempt_at <= \${now}`,
    tests: MAILS,
  },
  { file: 'src/services/notifications/mail-queue.ts', drop: ` AND status <> 'sent'`, tests: MAILS },
  { file: 'src/services/notifications/mail-queue.ts', drop: `, status: 'sending'`, tests: MAILS },
  { file: 'src/services/notifications/mail-queue.ts', drop: ', attempts: mail.attempts', tests: MAILS },
  {
    file: 'src/services/notifications/retry-mail.ts',
    drop: `, status: 'dead'`,
    tests: ['test/services/notifications/mail-operations.test.ts'],
  },
  { file: 'src/services/payments/approve-payments.ts', drop: ` AND status = 'pending_approval'`, tests: SLIPS },
  { file: 'src/services/payments/approve-payments.ts', drop: ` AND i.status = 'pending'`, tests: SLIPS },
  { file: 'src/services/payments/reject-payments.ts', drop: ` AND status = 'pending_approval'`, tests: SLIPS },
  {
    file: 'src/services/payments/withdraw-confirmation.ts',
    drop: `, status: 'pending_approval'`,
    tests: ['test/services/payments/withdraw-confirmation.test.ts'],
  },
  { file: 'src/services/staff/api-token-actor.ts', drop: '{ lastUsedAt: null }, ', tests: TOKENS },
  { file: 'src/services/staff/revoke-api-token.ts', drop: ', revokedAt: null', tests: TOKENS },
  {
    file: 'src/services/timetable/claim-job.ts',
    drop: `\n    WHERE job.last_run_at <= \${addMinutes(now, -job.everyMinutes)}`,
    tests: ['test/services/timetable/claim-job.test.ts'],
  },
  { file: 'src/services/users/accept-invitation.ts', drop: ', acceptedAt: null', tests: SLIPS },
  { file: 'src/services/users/accept-invitation.ts', drop: ', revokedAt: null', tests: SLIPS },
  { file: 'src/services/users/change-user-role.ts', drop: 'acceptedAt: null,', tests: PEOPLE },
  { file: 'src/services/users/change-user-role.ts', drop: 'revokedAt: null,', tests: PEOPLE },
  { file: 'src/services/users/invite-user.ts', drop: ', acceptedAt: null', tests: PEOPLE },
  { file: 'src/services/users/invite-user.ts', drop: ', revokedAt: null', tests: INVITATIONS },
  { file: 'src/services/users/remove-user.ts', drop: ', acceptedAt: null', tests: PEOPLE },
  {
    file: 'src/services/users/remove-user.ts',
    drop: ', revokedAt: null',
    within: 'acceptedAt: null, revokedAt: null',
    tests: PEOPLE,
  },
  { file: 'src/services/users/remove-user.ts', drop: ', usedAt: null', tests: PEOPLE },
  {
    file: 'src/services/users/remove-user.ts',
    drop: ', revokedAt: null',
    within: 'person.id, revokedAt: null',
    tests: PEOPLE,
  },
  { file: 'src/services/users/tokens.ts', drop: ', usedAt: null', tests: SESSIONS },
  {
    file: 'src/services/users/tokens.ts',
    drop: ', revokedAt: null',
    within: 'usedAt: null, revokedAt: null',
    tests: SESSIONS,
  },
  {
    file: 'src/services/users/tokens.ts',
    drop: ', revokedAt: null',
    within: '...whose, revokedAt: null',
    tests: SESSIONS,
  },
];
