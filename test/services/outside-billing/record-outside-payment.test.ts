import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { unlinkOutside } from '../../../src/services/outside-billing/change-link.js';
import { linkOutside } from '../../../src/services/outside-billing/link-outside.js';
import { recordOutsidePayment } from '../../../src/services/outside-billing/record-outside-payment.js';
import { signUpAndConfirm, signUpForPlan, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
let finance: Context;
beforeAll(async () => {
  finance = await staff(test, 'finance');
  await staff(test, 'support');
});

let paid = 0;
type Wishes = Partial<Parameters<typeof recordOutsidePayment>[1]>;
const record = (invoiceId: number, wishes: Wishes = {}, ctx = finance) => {
  paid += 1;
  return recordOutsidePayment(ctx, {
    invoiceId,
    provider: 'wave',
    outsideInvoiceId: `W-${paid}`,
    externalReference: `WPAY-${paid}`,
    amount: '29.00',
    payerName: 'Amina Khan',
    ...wishes,
  });
};

describe('a payment that an outside system collected', () => {
  it('pays the invoice with all that belongs to it, and its references stay with it', async () => {
    const { invoice, accountId } = await signUpForPlan(test);
    const { paymentId } = await record(invoice.id, {
      outsideInvoiceId: '1047',
      externalReference: 'WPAY-77',
      paidOn: '2026-03-09',
      note: 'as agreed',
    });
    const payment = await test.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } });
    expect(payment).toMatchObject({
      status: 'succeeded',
      manualReference: 'WPAY-77',
      paymentMethod: 'other',
      payerName: 'Amina Khan',
      adminNotes: 'Collected by Wave on 2026-03-09.\nas agreed',
    });
    const account = await test.prisma.account.findUniqueOrThrow({
      where: { id: accountId },
      include: { invoices: true },
    });
    expect([account.status, account.invoices[0]?.status]).toEqual(['active', 'paid']);
    const refs = await test.prisma.externalRef.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
    expect(refs.map(({ objectType, objectId, externalId }) => [objectType, objectId, externalId])).toEqual([
      ['invoice', invoice.id, '1047'],
      ['payment', paymentId, 'WPAY-77'],
    ]);
    const audit = await test.prisma.auditEntry.findMany({ where: { accountId, actorType: 'staff' } });
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['outside.link', 'payment.record', 'payment.approve', 'outside.record_payment']),
    );
  });

  it('needs the number of the invoice there once, and takes the one that is known', async () => {
    const { invoice } = await signUpForPlan(test);
    const bare = () => record(invoice.id, { outsideInvoiceId: undefined });
    expect(await refusalOf(bare())).toMatchObject({
      code: 'invoice_not_linked',
      details: [{ path: 'outsideInvoiceId' }],
    });
    await linkOutside(finance, { objectType: 'invoice', objectId: invoice.id, provider: 'wave', externalId: '2001' });
    expect(await refusalOf(record(invoice.id, { outsideInvoiceId: '2002' }))).toMatchObject({ code: 'linked_already' });
    await bare();
  });

  it('pays once: its reference cannot pay a second invoice, and nothing of the attempt remains', async () => {
    const [first, second] = [await signUpForPlan(test), await signUpForPlan(test)];
    await record(first.invoice.id, { externalReference: 'ONCE' });
    const before = await allRows(test);
    expect(await refusalOf(record(second.invoice.id, { externalReference: 'ONCE' }))).toMatchObject({
      kind: 'conflict',
      code: 'outside_id_taken',
      details: [{ path: 'externalReference' }],
    });
    expect(await allRows(test)).toEqual(before);
  });

  it('recorded ten times at once is one payment', async () => {
    const { invoice } = await signUpForPlan(test);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => record(invoice.id, { outsideInvoiceId: '3001', externalReference: 'TEN' })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await test.prisma.payment.count({ where: { invoiceId: invoice.id } })).toBe(1);
  });

  it('keeps its reference for good', async () => {
    const { invoice, accountId } = await signUpForPlan(test);
    await record(invoice.id);
    const ref = await test.prisma.externalRef.findFirstOrThrow({ where: { accountId, objectType: 'payment' } });
    expect(await refusalOf(unlinkOutside(finance, { externalRefId: ref.id, reason: 'Oops' }))).toMatchObject({
      code: 'payment_reference_stays',
    });
  });

  it('is refused like any other payment, with nothing left behind', async () => {
    const { invoice } = await signUpForPlan(test);
    const waiting = await signUpAndConfirm(test);
    const support = await staff(test, 'support');
    const before = await allRows(test);
    const attempts: [() => Promise<unknown>, string][] = [
      [() => record(invoice.id, { amount: '28.99' }), 'amount_mismatch'],
      [() => record(invoice.id, { payerName: ' ' }), 'invalid_input'],
      [() => record(invoice.id, { externalReference: '' }), 'invalid_input'],
      [() => record(invoice.id, { paidOn: '2026-03-12' }), 'paid_in_the_future'],
      [() => record(invoice.id, { paidOn: '10.03.2026' }), 'invalid_input'],
      [
        () => record(invoice.id, { provider: 'stripe', outsideInvoiceId: 'in_1', externalReference: 'x' }),
        'not_an_outside_id',
      ],
      [() => record(waiting.invoice.id), 'confirmation_pending'],
      [() => record(999_999), 'invoice_not_found'],
      [() => record(invoice.id, {}, support), 'not_allowed'],
      [() => record(invoice.id, {}, waiting.ctx), 'not_allowed'],
    ];
    for (const [attempt, code] of attempts) expect((await refusalOf(attempt())).code).toBe(code);
    expect(await allRows(test)).toEqual(before);
  });
});
