import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/services/core/context.js';
import { inTransaction } from '../../src/services/core/db.js';
import { adjustCredits } from '../../src/services/credits/adjust-credits.js';
import { recordCredits } from '../../src/services/credits/record-credits.js';
import { systemContext } from '../support/contexts.js';
import { signUpTenant, staff } from '../support/factories.js';
import { type TestInstallation, useInstallation } from '../support/installation.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

const RACERS = 20;
const reason = 'Twenty times sixty';

/** An account that holds exactly a hundred credits. */
async function accountWithAHundred(test: TestInstallation, finance: Context): Promise<number> {
  const { accountId } = await signUpTenant(test);
  await adjustCredits(finance, { accountId, amount: -1_900, reason });
  return accountId;
}

describe('a naive adjustment, on a database that does not mind', () => {
  const naive = useInstallation({ poolSize: RACERS + 4 });

  beforeAll(() => naive.owner.prisma.$executeRaw`ALTER TABLE accounts DROP CONSTRAINT accounts_credit_balance_check`);

  it('takes sixty twenty times from a hundred: each saw enough', async () => {
    const accountId = await accountWithAHundred(naive, await staff(naive, 'finance'));
    const takeNaively = (index: number) =>
      inTransaction(systemContext(naive), async (tx) => {
        const account = await tx.db.account.findUniqueOrThrow({ where: { id: accountId } });
        if (account.creditBalance < 60) return 'too low';
        const entry = { accountId, amount: -60, description: '', sourceId: `naive-${index}` } as const;
        await recordCredits(tx, [{ ...entry, transactionType: 'adjustment', sourceType: 'adjustment' }]);
        return 'taken';
      });
    const results = await stampede(
      naive,
      ['credit_transactions'],
      Array.from({ length: RACERS }, (_, index) => () => takeNaively(index)),
    );
    expect(answers(results, String)).toEqual(Array(RACERS).fill('taken'));
    expect((await naive.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).creditBalance).toBe(
      100 - RACERS * 60,
    );
  });
});

describe('twenty adjustments of −60 on 100', () => {
  const test = useInstallation({ poolSize: RACERS + 4 });
  expectTruthsAtEnd(test);

  it('exactly one goes through; nineteen are told how much is left', async () => {
    const finance = await staff(test, 'finance');
    const accountId = await accountWithAHundred(test, finance);
    const take = () => adjustCredits(finance, { accountId, amount: -60, reason });
    const results = await stampede(
      test,
      ['credit_transactions'],
      Array.from({ length: RACERS }, () => take),
    );
    expect(answers(results, ({ balance }) => `left ${balance}`).sort()).toEqual([
      ...Array(RACERS - 1).fill('balance_too_low'),
      'left 40',
    ]);
    const sentences = new Set(
      results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason.message)] : [])),
    );
    expect([...sentences]).toEqual(['The account has 40 credits; 60 cannot be taken.']);
    expect((await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).creditBalance).toBe(40);
    expect(await test.prisma.creditTransaction.count({ where: { accountId } })).toBe(3);
    expect(await test.prisma.auditEntry.count({ where: { action: 'credits.adjust', accountId } })).toBe(2);
  });
});
