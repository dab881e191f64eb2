import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { adjustCredits } from '../../../src/services/credits/adjust-credits.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { confirmTransfer, issueOneOff, signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

type Move = { kind: 'adjust'; amount: number } | { kind: 'grant'; credits: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      amount: fc.integer({ min: -3_000, max: 1_500 }).filter(Boolean),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('grant' as const), credits: fc.integer({ min: 1, max: 2_000 }) }),
  },
);

/** What the account should hold after the move; a move below zero is refused and changes nothing. */
async function make(tenant: Tenant, held: number, wanted: Move): Promise<number> {
  if (wanted.kind === 'grant') {
    const invoiceId = await issueOneOff(test, tenant.accountId, { credits: wanted.credits });
    await approvePayments(finance, { paymentIds: [await confirmTransfer(test, tenant, invoiceId)] });
    return held + wanted.credits;
  }
  const adjustment = adjustCredits(finance, { accountId: tenant.accountId, amount: wanted.amount, reason: 'Random' });
  if (held + wanted.amount >= 0) {
    expect(await adjustment).toEqual({ balance: held + wanted.amount });
    return held + wanted.amount;
  }
  expect(await refusalOf(adjustment)).toMatchObject({ code: 'balance_too_low' });
  return held;
}

async function ledgerOf(accountId: number) {
  const { creditBalance } = await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  const entries = await test.prisma.creditTransaction.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
  return { creditBalance, entries };
}

/** Truth 2, entry by entry. */
async function expectSound(accountId: number, held: number): Promise<void> {
  const { creditBalance, entries } = await ledgerOf(accountId);
  let running = 0;
  for (const { amount, balanceAfter } of entries) {
    running += amount;
    expect(balanceAfter).toBe(running);
    expect(balanceAfter).toBeGreaterThanOrEqual(0);
  }
  expect([creditBalance, running]).toEqual([held, held]);
}

describe('the ledger', () => {
  it('after any sequence of grants and adjustments: balance = sum = last balance_after, never negative', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 8 }), async (moves) => {
        const tenant = await signUpTenant(test);
        let held = 2_000;
        for (const wanted of moves) held = await make(tenant, held, wanted);
        await expectSound(tenant.accountId, held);
      }),
      { numRuns: 8 },
    );
  });

  it('of many adjustments at once each finds the balance that the one before left', async () => {
    const tenant = await signUpTenant(test);
    const amounts = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? 70 : -30));
    await Promise.all(
      amounts.map((amount) => adjustCredits(finance, { accountId: tenant.accountId, amount, reason: 'At once' })),
    );
    await expectSound(tenant.accountId, 2_000 + amounts.reduce((sum, amount) => sum + amount, 0));
  });

  it('an entry written by hand under a number drawn earlier takes a new one: the last id is the last movement', async () => {
    const { accountId } = await signUpTenant(test);
    const insert = (id: string, amount: number) =>
      test.sidePool.query(
        `INSERT INTO credit_transactions (id, account_id, transaction_type, amount, source_type, source_id, balance_after)
         VALUES (${id}, ${accountId}, 'adjustment', ${amount}, 'adjustment', gen_random_uuid(), 999999)`,
      );
    const { rows } = await test.sidePool.query("SELECT nextval('credit_transactions_id_seq') AS early");
    await insert('DEFAULT', -500);
    await insert(String(rows[0].early), -300);
    await expectSound(accountId, 1_200);
    const { entries } = await ledgerOf(accountId);
    expect(entries.map(({ amount }) => amount)).toEqual([2_000, -500, -300]);
  });

  it('many entries of one account in one statement count one by one', async () => {
    const { accountId } = await signUpTenant(test);
    await test.sidePool.query(
      `INSERT INTO credit_transactions (account_id, transaction_type, amount, source_type, source_id)
       SELECT ${accountId}, 'usage', -7, 'usage', n::text FROM generate_series(1, 100) n`,
    );
    await expectSound(accountId, 1_300);
  });
});
