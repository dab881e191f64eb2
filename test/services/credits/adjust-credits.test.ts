import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { adjustCredits } from '../../../src/services/credits/adjust-credits.js';
import { getOwnBalance } from '../../../src/services/credits/get-balance.js';
import { listOwnCreditTransactions } from '../../../src/services/credits/list-credit-transactions.js';
import { accountIn, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation();
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

const reason = 'Goodwill';

describe('adjusting credits', () => {
  it('adds and takes, each with its ledger entry and audit entry, down to exactly zero', async () => {
    const tenant = await signUpTenant(test);
    expect(await adjustCredits(finance, { accountId: tenant.accountId, amount: 500, reason })).toEqual({
      balance: 2_500,
    });
    expect(await adjustCredits(finance, { accountId: tenant.accountId, amount: -2_500, reason: 'Taken back' })).toEqual(
      { balance: 0 },
    );
    const { rows } = await listOwnCreditTransactions(tenant.ctx, {});
    expect(rows.map(({ amount, balanceAfter, description }) => [amount, balanceAfter, description])).toEqual([
      [-2_500, 0, 'Taken back'],
      [500, 2_500, reason],
      [2_000, 2_000, 'Free Trial: included credits'],
    ]);
    expect(await getOwnBalance(tenant.ctx)).toEqual({
      credits: 0,
      planCreditsPerMonth: 2_000,
      creditsUsedThisMonth: 0,
      creditsRemaining: 0,
    });
    const entries = await test.prisma.auditEntry.findMany({
      where: { action: 'credits.adjust' },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ changes, reason: why }) => [changes, why])).toEqual([
      [{ credit_balance: { before: 2_000, after: 2_500 } }, reason],
      [{ credit_balance: { before: 2_500, after: 0 } }, 'Taken back'],
    ]);
  });

  it('never goes below zero, nor above what an account can hold', async () => {
    const tenant = await signUpTenant(test);
    const before = await allRows(test);
    const adjust = (amount: number) => adjustCredits(finance, { accountId: tenant.accountId, amount, reason });
    expect(await refusalOf(adjust(-2_001))).toMatchObject({
      kind: 'rule_violated',
      code: 'balance_too_low',
      message: 'The account has 2000 credits; 2001 cannot be taken.',
      details: [{ path: 'amount' }],
    });
    expect(await allRows(test)).toEqual(before);
    await adjust(1_000_000_000);
    await adjust(1_000_000_000);
    expect(await refusalOf(adjust(1_000_000_000))).toMatchObject({ code: 'balance_too_high' });
  });

  it.each([0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_001, -1_000_000_001, '100' as unknown as number])(
    'refuses %s as an amount, at its field',
    async (amount) => {
      const tenant = await signUpTenant(test);
      const attempt = adjustCredits(finance, { accountId: tenant.accountId, amount, reason });
      expect(await refusalOf(attempt)).toMatchObject({ kind: 'invalid_input', details: [{ path: 'amount' }] });
    },
  );

  it('needs a reason, and an account', async () => {
    const tenant = await signUpTenant(test);
    expect(
      await refusalOf(adjustCredits(finance, { accountId: tenant.accountId, amount: 1, reason: '' })),
    ).toMatchObject({ details: [{ path: 'reason' }] });
    expect(await refusalOf(adjustCredits(finance, { accountId: 2_000_000_000, amount: 1, reason }))).toMatchObject({
      kind: 'not_found',
    });
  });

  it('is possible whatever the account’s state', async () => {
    const tenant = await accountIn(test, 'cancelled');
    expect(await adjustCredits(finance, { accountId: tenant.accountId, amount: -2_000, reason })).toEqual({
      balance: 0,
    });
  });

  it.each(['support', 'operations', 'auditor'] as const)('is not for %s', async (role) => {
    const tenant = await signUpTenant(test);
    const attempt = adjustCredits(await staff(test, role), { accountId: tenant.accountId, amount: 1, reason });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'forbidden' });
  });
});
