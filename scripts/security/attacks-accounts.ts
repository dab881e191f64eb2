import type { Attack } from './attack.js';

const group = "Another account's rows";
const file = 'test/security/other-accounts.test.ts';
const byAddress = { file, name: 'is answered like one that nobody has, and nothing happens' };
const byList = { file, name: 'brings none of its rows, in whatever field of an address' };

/** What a tenant tries with ids of another account: every route of the table in src/api/tenant-access.ts. */
export const ACCOUNT_ATTACKS: readonly Attack[] = [
  {
    group,
    attack: "Another account's invoice, by page and by program, to see it or to say it was paid",
    defence: 'The account stands in the WHERE; the answer is that of an id nobody has',
    test: byAddress,
    without: [
      {
        file: 'src/services/invoices/get-invoice.ts',
        find: 'parse(id, invoiceId), accountId, NOT',
        replace: 'parse(id, invoiceId), NOT',
      },
    ],
  },
  {
    group,
    attack: "Another account's PDF of an invoice",
    defence: 'The document is looked for under its account',
    test: byAddress,
    without: [
      {
        file: 'src/services/documents/open-document.ts',
        find: '{ invoiceId: parse(id, invoiceId) }, actingUser(ctx).accountId)',
        replace: '{ invoiceId: parse(id, invoiceId) })',
      },
    ],
  },
  {
    group,
    attack: "Another account's contract, its versions, its signed PDF; to sign or to decline it",
    defence: 'The contract is looked for under its account before anything else is looked at',
    test: byAddress,
    without: [
      {
        file: 'src/services/contracts/get-contract.ts',
        find: 'parse(id, contractId), accountId, ...SENT',
        replace: 'parse(id, contractId), ...SENT',
      },
    ],
  },
  {
    group,
    attack: "Another account's slip",
    defence: 'The slip is looked for under its account',
    test: byAddress,
    without: [
      {
        file: 'src/services/payments/open-proof.ts',
        find: '{ id: parse(id, proofId), accountId: actingUser(ctx).accountId }',
        replace: '{ id: parse(id, proofId) }',
      },
    ],
  },
  {
    group,
    attack: "To take back another account's confirmation of a payment",
    defence: 'Asked before the locks, and once more in the WHERE that moves it',
    test: byAddress,
    without: [
      {
        file: 'src/services/payments/withdraw-confirmation.ts',
        find: 'where: { id: paymentId, accountId } }',
        replace: 'where: { id: paymentId } }',
      },
      {
        file: 'src/services/payments/withdraw-confirmation.ts',
        find: "{ id: paymentId, accountId, status: 'p",
        replace: "{ id: paymentId, status: 'p",
      },
    ],
  },
  {
    group,
    attack: "Another account's person: to see, change, remove or make the owner",
    defence: 'A person is looked for under the account whose lock is held',
    test: byAddress,
    without: [
      {
        file: 'src/services/users/list-people.ts',
        find: '{ id: userId, accountId, removedAt: null }',
        replace: '{ id: userId, removedAt: null }',
      },
      {
        file: 'src/services/users/find-person.ts',
        find: '{ id: userId, accountId, removedAt: null }',
        replace: '{ id: userId, removedAt: null }',
      },
    ],
  },
  {
    group,
    attack: "Another account's invitation: to send it again or to take it back",
    defence: 'It is looked for under the account whose lock is held',
    test: byAddress,
    without: [
      {
        file: 'src/services/users/find-invitation.ts',
        find: '{ id: invitationId, accountId }',
        replace: '{ id: invitationId }',
      },
    ],
  },
  {
    group,
    attack: 'Lists of invoices, with account ids in every field of the address and a cursor among foreign rows',
    defence: 'The account comes from who is signed in, never from what is sent; a cursor narrows the own rows',
    test: byList,
    without: [
      {
        file: 'src/services/invoices/list-invoices.ts',
        find: '      accountId: actingUser(ctx).accountId,\n',
        replace: '',
      },
    ],
  },
  {
    group,
    attack: 'Lists of payments, in the same way',
    defence: 'The same',
    test: byList,
    without: [
      {
        file: 'src/services/payments/list-payments.ts',
        find: '      accountId: actingUser(ctx).accountId,\n',
        replace: '',
      },
    ],
  },
  {
    group,
    attack: 'Lists of contracts, in the same way',
    defence: 'The same',
    test: byList,
    without: [
      {
        file: 'src/services/contracts/list-contracts.ts',
        find: 'where: { accountId, ...SENT_TO_ACCOUNT',
        replace: 'where: { ...SENT_TO_ACCOUNT',
      },
    ],
  },
  {
    group,
    attack: 'Lists of people and of invitations, in the same way',
    defence: 'The same',
    test: byList,
    without: [
      {
        file: 'src/services/users/list-people.ts',
        find: 'where: { accountId, removedAt: null, ...',
        replace: 'where: { removedAt: null, ...',
      },
      {
        file: 'src/services/users/list-people.ts',
        find: 'where: { accountId, acceptedAt: null',
        replace: 'where: { acceptedAt: null',
      },
    ],
  },
  {
    group,
    attack: "Another account's invoice in the body of a confirmation",
    defence: 'The invoice is locked and read under the account of who confirms',
    test: { file, name: 'in a body pays no invoice and signs no version' },
    without: [
      {
        file: 'src/services/payments/confirm-payment.ts',
        find: ' AND account_id = ${accountId} FOR UPDATE',
        replace: ' FOR UPDATE',
      },
      {
        file: 'src/services/payments/confirm-payment.ts',
        find: '{ id: invoiceId, accountId, NOT',
        replace: '{ id: invoiceId, NOT',
      },
    ],
  },
  {
    group,
    attack: "Another account's version of a contract in the form of an own one",
    defence: 'The version is locked under the account of who signs',
    test: { file, name: 'in a body pays no invoice and signs no version' },
    without: [
      {
        file: 'src/services/contracts/lock-contract.ts',
        find: 'accountId === undefined ? {} : { accountId }',
        replace: '{}',
      },
    ],
  },
  {
    group,
    attack: 'The Idempotency-Key of somebody else, to be answered what they were answered',
    defence: 'A key belongs to its caller',
    test: { file, name: 'of a request is answered to nobody who sends the same Idempotency-Key' },
    without: [{ file: 'src/services/core/idempotency.ts', find: '`user ${actor.id}`', replace: "'user'" }],
  },
];
