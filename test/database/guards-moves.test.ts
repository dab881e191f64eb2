import { AccountStatus, InvoiceStatus, PaymentStatus, SubscriptionStatus } from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_MOVES } from '../../src/services/accounts/account-status.js';
import { INVOICE_MOVES } from '../../src/services/invoices/invoice-status.js';
import { PAYMENT_MOVES } from '../../src/services/payments/payment-status.js';
import { signUpAndConfirm } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { attempt } from './guards-attempt.js';

const test = useInstallation();

beforeAll(async () => {
  await signUpAndConfirm(test);
});

type Moves = Record<string, readonly string[]>;

/** domain.md, “States”, once more by hand: what the code believes and what the database allows are held against it. */
const DOMAIN: Record<string, { states: string[]; moves: Moves; inCode?: Moves }> = {
  accounts: {
    states: Object.values(AccountStatus),
    inCode: ACCOUNT_MOVES,
    moves: {
      pending: ['trial', 'pending_payment', 'rejected', 'cancelled'],
      rejected: ['pending', 'cancelled'],
      trial: ['active', 'suspended', 'cancelled'],
      pending_payment: ['active', 'suspended', 'cancelled'],
      active: ['suspended', 'cancelled'],
      suspended: ['trial', 'pending_payment', 'active', 'cancelled'],
      cancelled: [],
    },
  },
  subscriptions: {
    states: Object.values(SubscriptionStatus),
    moves: {
      trialing: ['active', 'canceled'],
      pending_payment: ['active', 'canceled'],
      past_due: ['active', 'canceled'],
      canceled: ['active'],
      active: ['past_due', 'canceled'],
    },
  },
  invoices: {
    states: Object.values(InvoiceStatus),
    inCode: INVOICE_MOVES,
    moves: {
      draft: ['pending'],
      pending: ['paid', 'void', 'uncollectible'],
      paid: ['pending'],
      void: [],
      uncollectible: [],
    },
  },
  payments: {
    states: Object.values(PaymentStatus),
    inCode: PAYMENT_MOVES,
    moves: { pending_approval: ['succeeded', 'failed'], succeeded: ['reversed'], failed: [], reversed: [] },
  },
};

const sorted = (moves: Moves) => Object.fromEntries(Object.entries(moves).map(([from, to]) => [from, [...to].sort()]));

describe.each(Object.entries(DOMAIN))('%s', (table, { states, moves, inCode }) => {
  const others = states.flatMap((from) =>
    states.filter((to) => to !== from).map((to) => ({ from, to, allowed: moves[from]?.includes(to) ?? false })),
  );

  it.each(others.filter(({ allowed }) => allowed))('may move from $from to $to', async ({ from, to }) => {
    expect(await move(table, from, to)).toBeNull();
  });

  it.each(others.filter(({ allowed }) => !allowed))(
    'may not move from $from to $to, whoever asks',
    async ({ from, to }) => {
      expect(await move(table, from, to)).toMatchObject({
        constraint: `${table}_moves`,
        message: `${table} may not move from ${from} to ${to}`,
      });
    },
  );

  if (inCode !== undefined) {
    it('the code holds the same list', () => {
      expect(sorted(inCode)).toEqual(sorted(moves));
    });
  }
});

/** The trigger of the moves alone: other guards, tried elsewhere, would speak first. */
async function move(table: string, from: string, to: string) {
  const { rows } = await test.sidePool.query<{ drop: string }>(
    `SELECT format('ALTER TABLE ${table} DROP CONSTRAINT %I;', conname) AS drop FROM pg_constraint
     WHERE conrelid = '${table}'::regclass AND contype = 'c'`,
  );
  return attempt(
    test.sidePool,
    `${rows.map(({ drop }) => drop).join('')}
     ALTER TABLE ${table} DISABLE TRIGGER USER;
     UPDATE ${table} SET status = '${from}';
     ALTER TABLE ${table} ENABLE TRIGGER ${table}_moves;
     UPDATE ${table} SET status = '${to}';`,
  );
}
