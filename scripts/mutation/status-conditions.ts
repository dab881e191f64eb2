import { runTests } from '../security/run-tests.js';
import { copySources } from '../security/source-copy.js';
import type { Part } from './mutation-page.js';

/** A condition on a state in a statement that writes, and the tests of what it protects. */
interface Condition {
  file: string;
  find: string;
  replace: string;
  tests: string[];
}

/** Somebody's write gets past the lock there: what is left is the state in the statement. */
const SLIPS = ['test/services/core/states-decide.test.ts'];
const PERIODS = ['test/services/billing-periods/enabling.test.ts', 'test/services/billing-periods/issuing.test.ts'];
const MAILS = ['test/services/notifications/mail-states.test.ts'];
const DOCUMENTS = ['test/services/documents/document-states.test.ts'];
const MAKING = ['test/services/documents/documents.test.ts'];

export const CONDITIONS: Condition[] = [
  {
    file: 'src/services/payments/approve-payments.ts',
    find: ` AND status = 'pending_approval'`,
    replace: '',
    tests: SLIPS,
  },
  {
    file: 'src/services/payments/approve-payments.ts',
    find: ` AND i.status = 'pending'`,
    replace: '',
    tests: SLIPS,
  },
  {
    file: 'src/services/payments/reject-payments.ts',
    find: ` AND status = 'pending_approval'`,
    replace: '',
    tests: SLIPS,
  },
  {
    file: 'src/services/payments/withdraw-confirmation.ts',
    find: `status: 'pending_approval', enteredById`,
    replace: 'enteredById',
    tests: ['test/services/payments/withdraw-confirmation.test.ts'],
  },
  {
    file: 'src/services/accounts/suspend-accounts.ts',
    find: ` AND status IN ('trial', 'pending_payment', 'active')`,
    replace: '',
    tests: SLIPS,
  },
  { file: 'src/services/accounts/reject-accounts.ts', find: ` AND status = 'pending'`, replace: '', tests: SLIPS },
  {
    file: 'src/services/accounts/reactivate-accounts.ts',
    find: ` AND status = 'suspended'`,
    replace: '',
    tests: SLIPS,
  },
  {
    file: 'src/services/invoices/void-invoice.ts',
    find: `where: { id: invoiceId, status: 'pending' },`,
    replace: 'where: { id: invoiceId },',
    tests: SLIPS,
  },
  {
    file: 'src/services/invoices/issue-invoices.ts',
    find: ` AND i.status = 'draft'`,
    replace: '',
    tests: SLIPS,
  },
  {
    file: 'src/services/billing-periods/enable-billing.ts',
    find: ` AND c.status IN ('signed', 'active')`,
    replace: '',
    tests: SLIPS,
  },
  {
    file: 'src/services/billing-periods/issue-due-periods.ts',
    find: `WHERE p.status = 'pending' AND NOT`,
    replace: 'WHERE NOT',
    tests: PERIODS,
  },
  {
    file: 'src/services/billing-periods/write-periods.ts',
    find: `WHERE p.id = row.id AND p.status = 'pending'`,
    replace: 'WHERE p.id = row.id',
    tests: SLIPS,
  },
  {
    file: 'src/services/billing-periods/write-periods.ts',
    find: `{ id: { in: periodIds }, status: 'pending' }`,
    replace: '{ id: { in: periodIds } }',
    tests: SLIPS,
  },
  {
    file: 'src/services/notifications/mail-queue.ts',
    find: `WHERE status = 'queued' AND next_attempt_at <= \${now}`,
    replace: `WHERE next_attempt_at <= \${now}`,
    tests: MAILS,
  },
  {
    file: 'src/services/notifications/mail-queue.ts',
    find: `'queued' AND next_attempt_at <= \${now}`,
    replace: `'queued'`,
    tests: MAILS,
  },
  {
    file: 'src/services/notifications/mail-queue.ts',
    find: `WHERE status = 'sending' AND `,
    replace: 'WHERE ',
    tests: MAILS,
  },
  {
    file: 'src/services/notifications/mail-queue.ts',
    find: `'sending' AND next_attempt_at <= \${now}`,
    replace: `'sending'`,
    tests: MAILS,
  },
  { file: 'src/services/notifications/mail-queue.ts', find: ` AND status <> 'sent'`, replace: '', tests: MAILS },
  {
    file: 'src/services/notifications/mail-queue.ts',
    find: `{ id: mail.id, status: 'sending', attempts`,
    replace: '{ id: mail.id, attempts',
    tests: MAILS,
  },
  {
    file: 'src/services/notifications/mail-queue.ts',
    find: `'sending', attempts: mail.attempts }`,
    replace: `'sending' }`,
    tests: MAILS,
  },
  {
    file: 'src/services/notifications/retry-mail.ts',
    find: `{ id: mailId, status: 'dead' }`,
    replace: '{ id: mailId }',
    tests: ['test/services/notifications/mail-operations.test.ts'],
  },
  {
    file: 'src/services/documents/retry-document.ts',
    find: `{ id: documentId, status: 'failed' }`,
    replace: '{ id: documentId }',
    tests: MAKING,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `WHERE status = 'queued' AND next_attempt_at`,
    replace: 'WHERE next_attempt_at',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: ` AND next_attempt_at <= \${now}`,
    replace: '',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: ` AND attempts < \${MAX_ATTEMPTS}`,
    replace: '',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `{ status: 'queued', nextAttemptAt`,
    replace: '{ nextAttemptAt',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `nextAttemptAt: { lte: now }, attempts`,
    replace: 'attempts',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `, attempts: { gte: MAX_ATTEMPTS } }`,
    replace: ' }',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `where: { id, status: { not: 'ready' } }`,
    replace: 'where: { id }',
    tests: MAKING,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `status: 'queued', attempts: document`,
    replace: 'attempts: document',
    tests: DOCUMENTS,
  },
  {
    file: 'src/services/documents/document-queue.ts',
    find: `'queued', attempts: document.attempts }`,
    replace: `'queued' }`,
    tests: DOCUMENTS,
  },
];

/** One after the other out of a copy of the sources; the first test that fails is named. */
export async function takeOutConditions(): Promise<Part> {
  const copy = await copySources();
  const rows: { condition: Condition; test: string | null }[] = [];
  try {
    await insistOnSoundTests(copy.folder);
    for (const condition of CONDITIONS) {
      await copy.takeOut([condition]);
      const results = await runTests(
        copy.folder,
        condition.tests.map((file) => ({ file, name: '' })),
      );
      await copy.putBack();
      const failed = results.find(({ status }) => status === 'failed');
      rows.push({ condition, test: failed?.title ?? null });
      console.log(
        `${failed === undefined ? '✗' : '✓'} ${condition.file}: ${condition.find.trim()}: ${failed?.title ?? 'nobody missed it'}`,
      );
    }
  } finally {
    await copy.remove();
  }
  const unmissed = rows.filter(({ test }) => test === null);
  return {
    title: 'Conditions on a state in what writes',
    command: 'npm run mutation -- conditions',
    day: new Date().toISOString().slice(0, 10),
    isWeak: unmissed.length > 0,
    short: unmissed.map(
      ({ condition }) => `\`${condition.find.trim()}\` in ${condition.file} can go without a test that fails.`,
    ),
    text: [
      `${rows.length} conditions were taken out in turn; ${rows.length - unmissed.length} are missed.`,
      [
        '| condition | in | the test that fails |',
        '|---|---|---|',
        ...rows.map(({ condition, test }) => `| \`${condition.find.trim()}\` | ${condition.file} | ${test ?? '—'} |`),
      ].join('\n'),
    ].join('\n\n'),
  };
}

/** A test that fails with every condition in place would seem to miss all of them. */
async function insistOnSoundTests(folder: string): Promise<void> {
  const files = [...new Set(CONDITIONS.flatMap(({ tests }) => tests))];
  const results = await runTests(
    folder,
    files.map((file) => ({ file, name: '' })),
  );
  const failed = results.find(({ status }) => status === 'failed');
  if (results.length === 0 || failed !== undefined)
    throw new Error(`with every condition in place a test fails: ${failed?.title ?? 'none ran'}`);
}
