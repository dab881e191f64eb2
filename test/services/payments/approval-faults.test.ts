import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { Refusal } from '../../../src/services/core/errors.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { recordPayment } from '../../../src/services/payments/record-payment.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { approveInBulk } from '../../../src/services/payments/review-in-bulk.js';
import { signUpAndConfirm, signUpForPlan, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
});

/** The writes of an approval in the order in which they are made, and the statement that each one is. */
const WRITES = [
  { write: 'the payment succeeded', statement: 'UPDATE', table: 'payments' },
  { write: 'the invoice paid', statement: 'UPDATE', table: 'invoices' },
  { write: 'the subscription active', statement: 'UPDATE', table: 'subscriptions' },
  { write: 'the account moved', statement: 'UPDATE', table: 'accounts' },
  { write: 'the credits granted', statement: 'INSERT', table: 'credit_transactions' },
  { write: 'the audit entry', statement: 'INSERT', table: 'audit_entries' },
  { write: 'the mail queued', statement: 'INSERT', table: 'mails' },
] as const;

type Write = (typeof WRITES)[number];

/** Breaks one kind of write while `run` runs, after the row has been written: the last moment at which it can fail. */
async function whileBroken<T>({ statement, table }: Write, run: () => Promise<T>, onlyWhen = 'true'): Promise<T> {
  const raise = `RAISE EXCEPTION 'injected fault in ${table}'`;
  await test.owner.prisma.$executeRawUnsafe(
    `CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${raise}; END $$`,
  );
  await test.owner.prisma.$executeRawUnsafe(
    `CREATE TRIGGER fault AFTER ${statement} ON ${table} FOR EACH ROW WHEN (${onlyWhen}) EXECUTE FUNCTION fault()`,
  );
  try {
    return await run();
  } finally {
    await test.owner.prisma.$executeRawUnsafe(`DROP TRIGGER fault ON ${table}`);
  }
}

describe('a fault in any of the seven writes of an approval leaves every row of every table as it was', () => {
  it.each(WRITES)('$write', async (write) => {
    const { paymentId, accountId } = await signUpAndConfirm(test);
    const before = await allRows(test);

    const broken = whileBroken(write, () => approvePayments(finance, { paymentIds: [paymentId] }));
    await expect(broken).rejects.toThrow(`injected fault in ${write.table}`);

    expect(await allRows(test)).toEqual(before);
    expect(await approvePayments(finance, { paymentIds: [paymentId] })).toEqual([
      { id: paymentId, outcome: 'approved' },
    ]);
    const account = await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    expect(account).toMatchObject({ status: 'active', creditBalance: 5_000 });
  });

  it('also when the fault comes as late as the commit itself', async () => {
    const { paymentId } = await signUpAndConfirm(test);
    const before = await allRows(test);
    await test.owner.prisma.$executeRawUnsafe(
      `CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'injected fault at commit'; END $$`,
    );
    await test.owner.prisma.$executeRawUnsafe(
      'CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON mails DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault()',
    );
    await expect(approvePayments(finance, { paymentIds: [paymentId] })).rejects.toThrow('injected fault at commit');
    await test.owner.prisma.$executeRawUnsafe('DROP TRIGGER fault ON mails');
    expect(await allRows(test)).toEqual(before);
  });
});

describe('a connection that is cut in the middle of an approval', () => {
  /** Holds the approval before its last write, cuts its connection there, and lets go. */
  async function whileCut<T>(run: () => Promise<T>): Promise<T | Refusal> {
    const gate = await test.sidePool.connect();
    try {
      await gate.query('BEGIN; LOCK TABLE mails IN SHARE MODE');
      const running = run().catch((error: unknown) => {
        if (error instanceof Refusal) return error;
        throw error;
      });
      for (let cut = 0; cut === 0; ) {
        const { rows } = await gate.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        cut = rows.length;
      }
      await gate.query('COMMIT');
      return await running;
    } finally {
      gate.release();
    }
  }

  it('leaves everything as it was, says so, and the same approval works afterwards', async () => {
    const { paymentId } = await signUpAndConfirm(test);
    const before = await allRows(test);
    const answer = await whileCut(() => approvePayments(finance, { paymentIds: [paymentId] }));
    expect(answer).toMatchObject({ kind: 'unavailable', code: 'database_unavailable' });
    expect(await allRows(test)).toEqual(before);
    expect(await approvePayments(finance, { paymentIds: [paymentId] })).toMatchObject([{ outcome: 'approved' }]);
  });

  it('does not stop a bulk: it goes on one by one and approves them all', async () => {
    const paymentIds = [(await signUpAndConfirm(test)).paymentId, (await signUpAndConfirm(test)).paymentId];
    const answer = await whileCut(() => approveInBulk(finance, { paymentIds }));
    expect(answer).toMatchObject({ counts: { approved: 2, already: 0, refused: 0, missing: 0 } });
  });
});

describe('a bulk that meets an unforeseen fault', () => {
  let tenants: Awaited<ReturnType<typeof signUpAndConfirm>>[];

  beforeEach(async () => {
    tenants = [await signUpAndConfirm(test), await signUpAndConfirm(test), await signUpAndConfirm(test)];
  });

  it.each(WRITES)(
    '$write: falls back to one by one, so that only the broken payment is left as it was',
    async (write) => {
      const [first, broken, last] = tenants;
      if (first === undefined || broken === undefined || last === undefined)
        throw new Error('three tenants are needed');
      const { id: subscriptionId } = await test.prisma.subscription.findUniqueOrThrow({
        where: { accountId: broken.accountId },
      });
      const hers = {
        payments: `NEW.id = ${broken.paymentId}`,
        invoices: `NEW.id = ${broken.invoice.id}`,
        subscriptions: `NEW.id = ${subscriptionId}`,
        accounts: `NEW.id = ${broken.accountId}`,
        credit_transactions: `NEW.account_id = ${broken.accountId}`,
        audit_entries: `NEW.account_id = ${broken.accountId}`,
        mails: `NEW.account_id = ${broken.accountId}`,
      }[write.table];

      const paymentIds = tenants.map(({ paymentId }) => paymentId);
      const result = await whileBroken(
        write,
        () => approveInBulk(finance, { paymentIds: [...paymentIds, 1_999_999_999] }),
        hers,
      );

      expect(result.counts).toEqual({ approved: 2, already: 0, refused: 1, missing: 1 });
      expect(result.exceptions).toEqual([
        {
          id: broken.paymentId,
          outcome: 'refused',
          code: 'internal_error',
          message: expect.stringContaining('Nothing of it was changed'),
        },
        { id: 1_999_999_999, outcome: 'missing', code: 'not_found', message: 'Payment 1999999999 does not exist.' },
      ]);
      const run = await test.prisma.bulkRun.findUniqueOrThrow({ where: { id: result.runId } });
      expect(run).toMatchObject({ action: 'approvePayments', requested: 4, counts: result.counts });
      expect(run.report).toHaveLength(4);
      const accounts = await test.prisma.account.findMany({
        where: { id: { in: tenants.map(({ accountId }) => accountId) } },
        orderBy: { id: 'asc' },
      });
      expect(accounts.map(({ status, creditBalance }) => [status, creditBalance])).toEqual([
        ['active', 5_000],
        ['pending_payment', 0],
        ['active', 5_000],
      ]);
      expect(await test.prisma.mail.count({ where: { kind: 'payment-approved', accountId: broken.accountId } })).toBe(
        0,
      );
      expect(
        await test.prisma.auditEntry.count({ where: { action: 'payment.approve', accountId: broken.accountId } }),
      ).toBe(0);
    },
  );
});

describe('the other decisions are as whole', () => {
  const REJECTION = WRITES.filter(({ table }) => ['payments', 'audit_entries', 'mails'].includes(table));

  it.each(REJECTION)('a rejection with a fault in: $write', async (write) => {
    const { paymentId } = await signUpAndConfirm(test);
    const before = await allRows(test);
    const broken = whileBroken(write, () =>
      rejectPayments(finance, { paymentIds: [paymentId], reason: 'No such transfer' }),
    );
    await expect(broken).rejects.toThrow('injected fault');
    expect(await allRows(test)).toEqual(before);
  });

  it.each(WRITES)('a payment that staff record, with a fault in: $write', async (write) => {
    const { invoice } = await signUpForPlan(test);
    const before = await allRows(test);
    const broken = whileBroken(write, () =>
      recordPayment(finance, {
        invoiceId: invoice.id,
        manualReference: 'STATEMENT-1',
        payerName: 'Payer Ltd.',
        amount: '29',
      }),
    );
    await expect(broken).rejects.toThrow('injected fault');
    expect(await allRows(test)).toEqual(before);
  });
});
