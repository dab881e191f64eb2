import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/services/core/context.js';
import { inTransaction } from '../../src/services/core/db.js';
import { approveInBulk, rejectInBulk } from '../../src/services/payments/review-in-bulk.js';
import { staffContext } from '../support/contexts.js';
import { confirmTransfer, issueOneOff, signUpAndConfirm } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

const test = useInstallation({ poolSize: 12 });
expectTruthsAtEnd(test);
let reviewers: [Context, Context, Context];

beforeAll(async () => {
  const reviewer = (name: string) => staffContext(test, 'finance', `${name}@staff.example`);
  reviewers = [await reviewer('one'), await reviewer('two'), await reviewer('three')];
});

/** Payments of several accounts, two of each, as they come in: not sorted by account. */
async function waitingPayments(accounts: number): Promise<number[]> {
  const tenants = [];
  for (let index = 0; index < accounts; index += 1) tenants.push(await signUpAndConfirm(test));
  const further: number[] = [];
  for (const tenant of tenants.toReversed()) {
    further.push(await confirmTransfer(test, tenant, await issueOneOff(test, tenant.accountId, { credits: 10 })));
  }
  return [...tenants.map(({ paymentId }) => paymentId), ...further];
}

describe('a naive bulk that locks in the order of the list', () => {
  it('meets another one that comes from the other end: a deadlock', async () => {
    const ids = await waitingPayments(3);
    const half = ids.length / 2;
    let arrived = 0;
    let open: () => void = () => undefined;
    const bothHalfWay = new Promise<void>((resolve) => {
      open = resolve;
    });
    const lockInListOrder = (list: number[]) =>
      inTransaction(reviewers[0], async (tx) => {
        for (const [place, id] of list.entries()) {
          if (place === half) {
            arrived += 1;
            if (arrived === 2) open();
            await bothHalfWay;
          }
          await tx.db.$queryRaw`SELECT id FROM payments WHERE id = ${id} FOR UPDATE`;
        }
        return 'done';
      });
    const results = await Promise.allSettled([lockInListOrder(ids), lockInListOrder(ids.toReversed())]);
    // Said to people as “somebody else is working on the same record”.
    expect(answers(results, String).sort()).toEqual(['busy', 'done']);
  });
});

describe('overlapping bulks in opposite order', () => {
  it('end without a deadlock: every payment is approved once, every bulk accounts for every id', async () => {
    const ids = await waitingPayments(12);
    const results = await stampede(
      test,
      ['payments'],
      [
        () => approveInBulk(reviewers[0], { paymentIds: ids }),
        () => approveInBulk(reviewers[1], { paymentIds: ids.toReversed() }),
        () => approveInBulk(reviewers[2], { paymentIds: ids.slice(6, 18).toReversed() }),
      ],
    );
    const counts = results.map((result) => (result.status === 'fulfilled' ? result.value.counts : result.reason));
    const total = (outcome: string) => counts.reduce((sum, count) => sum + (count[outcome] ?? 0), 0);
    expect([total('approved'), total('already'), total('refused'), total('missing')]).toEqual([24, 24 + 12, 0, 0]);
    await expectGrantedOnce(ids);
  });

  it('one that approves and one that rejects divide the payments between them', async () => {
    const ids = await waitingPayments(6);
    const results = await stampede(
      test,
      ['payments'],
      [
        () => approveInBulk(reviewers[0], { paymentIds: ids.slice(0, 9) }),
        () => rejectInBulk(reviewers[1], { paymentIds: ids.slice(3).toReversed(), reason: 'The bank returned them' }),
      ],
    );
    const counts = results.map((result) => (result.status === 'fulfilled' ? result.value.counts : result.reason));
    expect((counts[0].approved ?? 0) + (counts[1].rejected ?? 0)).toBe(12);
    expect([counts[0].refused, counts[1].refused]).toEqual([0, 0]);
    const payments = await test.prisma.payment.findMany({ where: { id: { in: ids } } });
    expect(payments.filter(({ status }) => status === 'succeeded')).toHaveLength(counts[0].approved);
    expect(payments.filter(({ status }) => status === 'failed')).toHaveLength(counts[1].rejected);
  });
});

async function expectGrantedOnce(ids: number[]) {
  const payments = await test.prisma.payment.findMany({ where: { id: { in: ids } }, include: { invoice: true } });
  expect(payments.every(({ status, invoice }) => status === 'succeeded' && invoice.status === 'paid')).toBe(true);
  const where = { sourceType: 'payment', sourceId: { in: ids.map(String) } };
  expect(await test.prisma.creditTransaction.count({ where })).toBe(ids.length);
  expect(await test.prisma.auditEntry.count({ where: { action: 'payment.approve', entityId: { in: ids } } })).toBe(
    ids.length,
  );
  const accounts = await test.prisma.account.findMany({
    where: { id: { in: payments.map(({ accountId }) => accountId) } },
  });
  expect(accounts.every(({ status, creditBalance }) => status === 'active' && creditBalance === 5_010)).toBe(true);
}
