import type { MissedCondition, SparingCondition } from './condition.js';

const COUNTS = ['test/services/billing-periods/what-counts.test.ts'];
const ISSUING = ['test/services/billing-periods/issuing.test.ts'];
const LEFT = ['test/services/contracts/who-has-left.test.ts'];
const TRANSFER = ['test/api/bank-transfer.test.ts'];
const CONFIRMING = ['test/services/payments/confirm-payment.test.ts'];
const ORDERING = ['test/services/subscriptions/order-plan.test.ts'];
const PEOPLE = ['test/services/users/people.test.ts'];
const DOOR = ['test/admin/door.test.ts'];

/** Of statements whose answer decides what is written. */
export const READING_CONDITIONS: MissedCondition[] = [
  {
    file: 'src/services/accounts/cancel-account.ts',
    drop: `, status: 'pending'`,
    tests: ['test/services/accounts/account-moves.test.ts'],
  },
  { file: 'src/services/accounts/open-account.ts', drop: ', removedAt: null', tests: PEOPLE },
  { file: 'src/services/billing-periods/complete-contracts.ts', drop: `, status: 'signed'`, tests: COUNTS },
  { file: 'src/services/billing-periods/load-contracts.ts', drop: `, status: 'signed'`, tests: COUNTS },
  { file: 'src/services/billing-periods/load-contracts.ts', drop: `, NOT: { status: 'cancelled' }`, tests: COUNTS },
  { file: 'src/services/billing-periods/load-contracts.ts', drop: ` AND i.status <> 'void'`, tests: ISSUING },
  { file: 'src/services/billing-periods/release-periods.ts', drop: `status: 'pending',`, tests: COUNTS },
  { file: 'src/services/billing-periods/release-periods.ts', drop: 'needsRelease: true,', tests: COUNTS },
  {
    file: 'src/services/contracts/remind-signers.ts',
    drop: '{ lastRemindedAt: null }, ',
    tests: ['test/services/contracts/signing.test.ts'],
  },
  { file: 'src/services/contracts/send-contract.ts', drop: ', removedAt: null', tests: LEFT },
  {
    file: 'src/services/contracts/terminate-contract.ts',
    drop: `, NOT: { status: { in: ['completed', 'terminated'] } }`,
    tests: LEFT,
  },
  { file: 'src/services/contracts/write-draft.ts', drop: ', removedAt: null', tests: LEFT },
  {
    file: 'src/services/core/one-time-tokens.ts',
    drop: ', usedAt: null',
    within: 'purpose, usedAt: null',
    tests: DOOR,
  },
  {
    file: 'src/services/invoices/queue-missing-documents.ts',
    drop: `, NOT: { status: 'draft' }`,
    tests: ['test/services/invoices/queue-missing-documents.test.ts'],
  },
  {
    file: 'src/services/invoices/void-invoice.ts',
    drop: `, status: 'pending_approval'`,
    tests: ['test/services/invoices/void-invoice.test.ts'],
  },
  {
    file: 'src/services/outside-billing/linkable-object.ts',
    drop: `, NOT: { status: 'draft' }`,
    tests: ['test/services/outside-billing/outside-links.test.ts'],
  },
  {
    file: 'src/services/payments/approve-payments.ts',
    drop: `, status: 'pending'`,
    within: `suspended }, status: 'pending'`,
    tests: ['test/services/payments/approve-payments.test.ts'],
  },
  { file: 'src/services/payments/confirm-bank-transfer.ts', drop: `, status: 'pending'`, tests: TRANSFER },
  {
    file: 'src/services/payments/confirm-bank-transfer.ts',
    drop: `where: { status: 'pending_approval' }, `,
    tests: TRANSFER,
  },
  { file: 'src/services/payments/confirm-bank-transfer.ts', drop: ` AND p.status = 'succeeded'`, tests: TRANSFER },
  { file: 'src/services/payments/confirm-payment.ts', drop: `, NOT: { status: 'draft' }`, tests: CONFIRMING },
  {
    file: 'src/services/payments/confirm-payment.ts',
    drop: `, status: 'pending_approval'`,
    within: `invoiceId: invoice.id, status: 'pending_approval'`,
    tests: CONFIRMING,
  },
  {
    file: 'src/services/payments/record-payment.ts',
    drop: `, status: 'pending_approval'`,
    tests: ['test/services/payments/record-payment.test.ts'],
  },
  { file: 'src/services/staff/living-api-tokens.ts', drop: ', revokedAt: null', tests: DOOR },
  { file: 'src/services/subscriptions/open-plan-invoice.ts', drop: `, status: 'pending'`, tests: ORDERING },
  {
    file: 'src/services/subscriptions/open-plan-invoice.ts',
    drop: `where: { status: 'pending_approval' }, `,
    tests: ORDERING,
  },
  { file: 'src/services/subscriptions/order-plan.ts', drop: `, status: 'pending'`, tests: ORDERING },
  { file: 'src/services/users/accept-invitation.ts', drop: ', removedAt: null', tests: PEOPLE },
  {
    file: 'src/services/users/find-person.ts',
    drop: ', removedAt: null',
    within: 'accountId, removedAt: null',
    tests: PEOPLE,
  },
  {
    file: 'src/services/users/find-person.ts',
    drop: ', removedAt: null',
    within: `'owner', removedAt: null`,
    tests: PEOPLE,
  },
  { file: 'src/services/users/invite-user.ts', drop: ', removedAt: null', tests: PEOPLE },
  { file: 'src/services/users/log-in.ts', drop: ', removedAt: null', tests: PEOPLE },
  { file: 'src/services/users/request-password-reset.ts', drop: ', removedAt: null', tests: PEOPLE },
  { file: 'src/services/users/seats.ts', drop: ', removedAt: null', tests: PEOPLE },
];

/** Tried by hand: the suite is as content without them. */
export const SPARING_CONDITIONS: SparingCondition[] = [
  {
    file: 'src/services/accounts/cancel-account.ts',
    drop: `, status: 'pending_approval'`,
    because: 'of those found only the ones that still wait under the lock are rejected',
  },
  {
    file: 'src/services/billing-periods/replan-voided.ts',
    drop: ` AND i.status = 'void'`,
    because: 'a contract of which nothing was voided is planned as it stands',
  },
  {
    file: 'src/services/contracts/remind-signers.ts',
    drop: `status: 'sent',`,
    because: 'each version is asked again under its lock',
  },
];
