import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../../src/services/core/db.js';
import { Money } from '../../../src/services/core/money.js';
import { invoiceNumber, issueInvoice } from '../../../src/services/invoices/issue-invoices.js';
import { systemContext } from '../../support/contexts.js';
import { signUpTenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-31T23:59:00Z', poolSize: 12 });
expectTruthsAtEnd(test);

/** Issues under the account's lock, and gives up half-way when asked to. */
async function issue(accountId: number, { givesUp = false, locks = true } = {}): Promise<void> {
  await inTransaction(systemContext(test), async (tx) => {
    if (locks) await tx.db.$queryRaw`SELECT id FROM accounts WHERE id = ${accountId} FOR UPDATE`;
    const lines = [{ description: 'Training day', quantity: 1, unitAmount: new Money(15), credits: 0 }];
    await issueInvoice(tx, { accountId, subscriptionId: null, currency: 'USD', lines });
    if (givesUp) throw new Error('gave up');
  });
}

async function sequencesOf(accountId: number, numberMonth: string) {
  const invoices = await test.prisma.invoice.findMany({
    where: { accountId, numberMonth },
    orderBy: { numberSequence: 'asc' },
  });
  return invoices.map(({ numberSequence }) => numberSequence);
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('invoice numbers', () => {
  it('stay gapless per account and month when many are issued at once and some of them give up', async () => {
    const [one, other] = [await signUpTenant(test), await signUpTenant(test)];
    const tries = upTo(18).map((n) => issue(n % 3 === 0 ? other.accountId : one.accountId, { givesUp: n % 4 === 0 }));
    const results = await Promise.allSettled(tries);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(failures).toEqual(Array(4).fill('Error: gave up'));
    // 12 of the one account of which 3 gave up, 6 of the other of which 1 did.
    expect(await sequencesOf(one.accountId, '202603')).toEqual(upTo(9));
    expect(await sequencesOf(other.accountId, '202603')).toEqual(upTo(5));
  });

  it('without the account’s lock some are refused by the database, and still there is no gap', async () => {
    const { accountId } = await signUpTenant(test);
    const results = await Promise.allSettled(upTo(10).map(() => issue(accountId, { locks: false })));
    const issued = results.filter(({ status }) => status === 'fulfilled').length;
    expect(issued).toBeLessThan(10);
    expect(await sequencesOf(accountId, '202603')).toEqual(upTo(issued));
  });

  it('begin again with each month', async () => {
    const { accountId } = await signUpTenant(test);
    await issue(accountId);
    test.clock.moveMinutes(1);
    await issue(accountId);
    await issue(accountId);
    expect(await sequencesOf(accountId, '202603')).toEqual([1]);
    expect(await sequencesOf(accountId, '202604')).toEqual([1, 2]);
  });

  it('are written alike by the code and by the check of the database, beyond 9999 too', async () => {
    const month = fc
      .tuple(fc.integer({ min: 2020, max: 2999 }), fc.integer({ min: 1, max: 12 }))
      .map(([year, n]) => `${year}${String(n).padStart(2, '0')}`);
    const sample = fc.sample(
      fc.tuple(fc.integer({ min: 1, max: 2_147_483_647 }), month, fc.integer({ min: 1, max: 200_000 })),
      500,
    );
    const rows = await test.prisma.$queryRaw<{ number: string }[]>`
      SELECT 'INV-' || account || '-' || month || '-' || lpad(seq::text, greatest(4, length(seq::text)), '0') AS number
      FROM unnest(${sample.map(([account]) => account)}::int[], ${sample.map(([, at]) => at)}::text[], ${sample.map(([, , seq]) => seq)}::int[])
        WITH ORDINALITY AS t(account, month, seq, place) ORDER BY place`;
    expect(rows.map(({ number }) => number)).toEqual(sample.map((parts) => invoiceNumber(...parts)));
    expect(invoiceNumber(2, '202512', 10_000)).toBe('INV-2-202512-10000');
  });
});
