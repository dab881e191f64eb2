import { beforeAll, describe, expect, it } from 'vitest';
import { getOwnBalance } from '../../../src/services/credits/get-balance.js';
import { listOwnCreditTransactions } from '../../../src/services/credits/list-credit-transactions.js';
import { getOwnInvoice } from '../../../src/services/invoices/get-invoice.js';
import { listOwnInvoices } from '../../../src/services/invoices/list-invoices.js';
import { confirmPayment } from '../../../src/services/payments/confirm-payment.js';
import { listOwnPayments } from '../../../src/services/payments/list-payments.js';
import { openOwnProof } from '../../../src/services/payments/open-proof.js';
import { withdrawConfirmation } from '../../../src/services/payments/withdraw-confirmation.js';
import { getMe } from '../../../src/services/users/get-me.js';
import { systemContext } from '../../support/contexts.js';
import {
  activeTenant,
  confirmTransfer,
  issueOneOff,
  type PayingTenant,
  signUpAndConfirm,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let mine: PayingTenant;
let theirs: PayingTenant;

beforeAll(async () => {
  mine = await activeTenant(test, { billing: { country: 'PK' }, paymentMethod: 'local_wallet' });
  theirs = await signUpAndConfirm(test, {}, { proof: { bytes: PNG, name: 'theirs.png' } });
});

describe('truth 9: nothing that a tenant sends reaches another account', () => {
  it('another account’s invoice, payment and slip answer like ones that do not exist, and nothing changes', async () => {
    const proof = await test.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId: theirs.paymentId } });
    const transfer = { paymentMethod: 'bank_transfer', manualReference: 'X', amount: '29' } as const;
    const reach = (invoiceId: number, paymentId: number, proofId: number) => [
      getOwnInvoice(mine.ctx, invoiceId),
      confirmPayment(mine.ctx, { ...transfer, invoiceId }),
      withdrawConfirmation(mine.ctx, { paymentId }),
      openOwnProof(mine.ctx, proofId),
    ];
    const before = await allRows(test);
    const NONE = 2_000_000_000;
    const forTheirs = await Promise.all(reach(theirs.invoice.id, theirs.paymentId, proof.id).map(refusalOf));
    const forNone = await Promise.all(reach(NONE, NONE, NONE).map(refusalOf));
    const said = (refusals: typeof forNone) =>
      refusals.map(({ kind, code, message, details }) => [kind, code, message, details]);
    expect(said(forTheirs)).toEqual(said(forNone));
    expect(forTheirs.map(({ kind }) => kind)).toEqual(Array(4).fill('not_found'));
    expect(await allRows(test)).toEqual(before);
  });

  it('lists show the own rows alone', async () => {
    const [invoices, payments, ledger] = [
      await listOwnInvoices(mine.ctx, {}),
      await listOwnPayments(mine.ctx, {}),
      await listOwnCreditTransactions(mine.ctx, {}),
    ];
    expect(invoices.rows.map(({ id }) => id)).toEqual([mine.invoice.id]);
    expect(payments.rows.map(({ id }) => id)).toEqual([mine.paymentId]);
    expect(ledger.rows.map(({ amount }) => amount)).toEqual([5_000]);
    expect(await getMe(mine.ctx)).toMatchObject({
      id: mine.userId,
      account: { id: mine.accountId, plan: 'starter', credits: 5_000 },
    });
    expect((await getOwnBalance(theirs.ctx)).credits).toBe(0);
  });

  it('staff and the system are no tenants: they have lists of their own', async () => {
    for (const ctx of [await staff(test, 'superadmin'), systemContext(test)]) {
      await expect(listOwnInvoices(ctx, {})).rejects.toThrow('a user was expected to act');
      await expect(
        withdrawConfirmation({ ...ctx, actor: { type: 'system', label: 'job' } }, { paymentId: theirs.paymentId }),
      ).rejects.toThrow('a user was expected to act');
    }
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31, '1', null, { gt: 0 }])('%j is no id', async (id) => {
    const wrong = id as number;
    for (const attempt of [
      () => getOwnInvoice(mine.ctx, wrong),
      () => openOwnProof(mine.ctx, wrong),
      () => withdrawConfirmation(mine.ctx, { paymentId: wrong }),
    ]) {
      expect(await refusalOf(attempt())).toMatchObject({ kind: 'invalid_input' });
    }
  });
});

describe('an account’s own lists', () => {
  it('go on page by page without a gap or a repeat, newest first', async () => {
    for (let index = 0; index < 4; index += 1) await issueOneOff(test, mine.accountId);
    const seen: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await listOwnInvoices(mine.ctx, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
  });

  it.each([{ limit: 0 }, { limit: 201 }, { limit: 'many' }, { cursor: -1 }, { cursor: 'x' }])(
    '%j is no page',
    async (query) => {
      expect(await refusalOf(listOwnPayments(mine.ctx, query))).toMatchObject({ kind: 'invalid_input' });
    },
  );

  it('never show a draft', async () => {
    const draft = await test.prisma.invoice.create({
      data: { accountId: mine.accountId, currency: 'USD', subtotal: 1, total: 1 },
    });
    expect((await listOwnInvoices(mine.ctx, {})).rows.map(({ id }) => id)).not.toContain(draft.id);
    expect(await refusalOf(getOwnInvoice(mine.ctx, draft.id))).toMatchObject({ kind: 'not_found' });
    await test.prisma.invoice.delete({ where: { id: draft.id } });
  });
});

describe('an own invoice', () => {
  it('shows how to pay it, the account’s default first, and what waits for review', async () => {
    const invoiceId = await issueOneOff(test, mine.accountId);
    const open = await getOwnInvoice(mine.ctx, invoiceId);
    expect(open.methods.map(({ paymentMethod }) => paymentMethod)).toEqual(['local_wallet', 'bank_transfer']);
    expect(open).toMatchObject({ status: 'pending', isOverdue: false, total: '15.00', pendingPaymentId: null });
    const paymentId = await confirmTransfer(test, mine, invoiceId);
    expect((await getOwnInvoice(mine.ctx, invoiceId)).pendingPaymentId).toBe(paymentId);
  });

  it('is overdue from the moment its due date has passed, and not before', async () => {
    const invoiceId = await issueOneOff(test, theirs.accountId);
    test.clock.moveDays(14);
    expect((await getOwnInvoice(theirs.ctx, invoiceId)).isOverdue).toBe(false);
    test.clock.moveMinutes(1);
    expect((await getOwnInvoice(theirs.ctx, invoiceId)).isOverdue).toBe(true);
    test.clock.set('2026-03-10T09:30:00Z');
  });
});
