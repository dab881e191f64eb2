import {
  AccountStatus,
  BillingPeriodStatus,
  ContractStatus,
  ContractVersionStatus,
  InvoiceStatus,
  LineItemStatus,
  PaymentStatus,
  SubscriptionStatus,
} from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_MOVES } from '../../src/services/accounts/account-status.js';
import { INVOICE_MOVES } from '../../src/services/invoices/invoice-status.js';
import { PAYMENT_MOVES } from '../../src/services/payments/payment-status.js';
import { billedContract } from '../support/contract-factories.js';
import { signUpAndConfirm, signUpTenant } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { attempt } from './guards-attempt.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });

beforeAll(async () => {
  await signUpAndConfirm(test);
  await billedContract(test, await signUpTenant(test));
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
  contracts: {
    states: Object.values(ContractStatus),
    moves: {
      draft: ['sent', 'terminated'],
      sent: ['draft', 'signed', 'terminated'],
      signed: ['active', 'terminated'],
      active: ['completed', 'terminated'],
      completed: [],
      terminated: [],
    },
  },
  contract_versions: {
    states: Object.values(ContractVersionStatus),
    moves: { draft: ['sent'], sent: ['signed', 'declined', 'superseded'], signed: [], declined: [], superseded: [] },
  },
  contract_line_items: {
    states: Object.values(LineItemStatus),
    moves: {
      pending: ['active', 'paused', 'completed'],
      active: ['paused', 'completed'],
      paused: ['pending', 'active', 'completed'],
      completed: [],
    },
  },
  billing_periods: {
    states: Object.values(BillingPeriodStatus),
    moves: { pending: ['invoiced', 'cancelled'], invoiced: ['paid', 'pending'], paid: ['invoiced'], cancelled: [] },
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
  const { rows } = await test.owner.sidePool.query<{ drop: string }>(
    `SELECT format('ALTER TABLE ${table} DROP CONSTRAINT %I;', conname) AS drop FROM pg_constraint
     WHERE conrelid = '${table}'::regclass AND contype = 'c'`,
  );
  return attempt(
    test.owner.sidePool,
    `${rows.map(({ drop }) => drop).join('')}
     ALTER TABLE ${table} DISABLE TRIGGER USER;
     UPDATE ${table} SET status = '${from}';
     ALTER TABLE ${table} ENABLE TRIGGER ${table}_moves;
     UPDATE ${table} SET status = '${to}';`,
  );
}
