import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import type { Context } from '../../../src/services/core/context.js';
import { voidInvoice } from '../../../src/services/invoices/void-invoice.js';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { confirmPayment } from '../../../src/services/payments/confirm-payment.js';
import { getPaymentEvidence } from '../../../src/services/payments/get-payment-evidence.js';
import { openOwnProof, openProof } from '../../../src/services/payments/open-proof.js';
import { MAX_PROOF_BYTES } from '../../../src/services/payments/proof-file.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { editRecord } from '../../../src/services/settings/edit-record.js';
import {
  activeTenant,
  confirmTransfer,
  issueOneOff,
  offerPlan,
  signUpAndConfirm,
  signUpForPlan,
  signUpTenant,
  staff,
} from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let finance: Context;

beforeAll(async () => {
  finance = await staff(test, 'finance');
  await staff(test, 'support');
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const bank = { paymentMethod: 'bank_transfer', manualReference: 'BT-20260310-1', amount: '29.00' } as const;

describe('a confirmation', () => {
  it('waits for approval with the facts as they were typed, is audited, and tells tenant and staff', async () => {
    const tenant = await signUpForPlan(test);
    const answer = await confirmPayment(tenant.ctx, {
      invoiceId: tenant.invoice.id,
      paymentMethod: 'bank_transfer',
      manualReference: '  BT-20260310-12345 ',
      manualNotes: 'Transferred via ABC Bank',
      amount: '29',
      currency: 'usd',
      payerName: 'Khan & Sons',
      proofUrl: 'https://example.com/slip.png',
    });
    expect(answer).toEqual({
      paymentId: expect.any(Number),
      invoiceId: tenant.invoice.id,
      invoiceNumber: tenant.invoice.number,
      status: 'pending_approval',
      amount: '29.00',
      currency: 'USD',
      manualReference: 'BT-20260310-12345',
    });
    expect(await test.prisma.payment.findUniqueOrThrow({ where: { id: answer.paymentId } })).toMatchObject({
      accountId: tenant.accountId,
      submittedById: tenant.userId,
      enteredById: null,
      reviewedById: null,
      manualReference: 'BT-20260310-12345',
      normalizedReference: 'bt2026031012345',
      manualNotes: 'Transferred via ABC Bank',
      payerName: 'Khan & Sons',
      proofUrl: 'https://example.com/slip.png',
      createdAt: test.clock.now(),
    });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'payment.confirm', entityId: answer.paymentId },
    });
    expect(entry).toMatchObject({ actorType: 'user', actorId: tenant.userId, accountId: tenant.accountId });
    const mails = await test.prisma.mail.findMany({
      where: { accountId: tenant.accountId, kind: { in: ['confirmation-received', 'staff-confirmation-waiting'] } },
      orderBy: { id: 'asc' },
    });
    // Of the staff only those whose role may decide are told.
    expect(mails.map(({ kind, toEmail }) => [kind, toEmail])).toEqual([
      ['confirmation-received', tenant.email],
      ['staff-confirmation-waiting', 'finance@staff.example'],
    ]);
  });

  it('moves neither account nor invoice nor credits', async () => {
    const tenant = await signUpForPlan(test);
    const before = await allRows(test);
    await confirmTransfer(test, tenant, tenant.invoice.id);
    const after = await allRows(test);
    const changed = Object.keys(after).filter(
      (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    );
    expect(changed).toEqual(['audit_entries', 'mails', 'payments']);
  });

  it('is possible for a suspended account, which pays in order to come back', async () => {
    const tenant = await signUpForPlan(test);
    await suspendAccounts(await staff(test, 'support'), {
      accountIds: [tenant.accountId],
      reason: 'Unpaid',
      cause: 'unpaid',
    });
    expect(await confirmTransfer(test, tenant, tenant.invoice.id)).toBeGreaterThan(0);
  });
});

describe('a confirmation is refused', () => {
  it('for another account’s invoice, as if that did not exist', async () => {
    const [tenant, other] = [await signUpForPlan(test), await signUpForPlan(test)];
    const stolen = await refusalOf(confirmPayment(tenant.ctx, { ...bank, invoiceId: other.invoice.id }));
    const nowhere = await refusalOf(confirmPayment(tenant.ctx, { ...bank, invoiceId: 2_000_000_000 }));
    expect(stolen).toMatchObject({ kind: 'not_found', code: 'invoice_not_found' });
    expect([stolen.code, stolen.message, stolen.details]).toEqual([nowhere.code, nowhere.message, nowhere.details]);
    expect(await test.prisma.payment.count({ where: { invoiceId: other.invoice.id } })).toBe(0);
  });

  it('for a draft, which nobody has been asked to pay', async () => {
    const { ctx, accountId } = await signUpForPlan(test);
    const draft = await test.prisma.invoice.create({ data: { accountId, currency: 'USD', subtotal: 29, total: 29 } });
    const refused = await refusalOf(confirmPayment(ctx, { ...bank, invoiceId: draft.id }));
    expect(refused).toMatchObject({ kind: 'not_found', code: 'invoice_not_found' });
  });

  it('for a paid invoice and for a void one', async () => {
    const paid = await activeTenant(test);
    expect(await refusalOf(confirmPayment(paid.ctx, { ...bank, invoiceId: paid.invoice.id }))).toMatchObject({
      kind: 'conflict',
      code: 'invoice_not_payable',
      message: `Invoice ${paid.invoice.number} is paid and cannot be paid.`,
    });
    const voided = await signUpForPlan(test);
    await voidInvoice(finance, { invoiceId: voided.invoice.id, reason: 'A mistake' });
    expect(await refusalOf(confirmPayment(voided.ctx, { ...bank, invoiceId: voided.invoice.id }))).toMatchObject({
      code: 'invoice_not_payable',
    });
  });

  it('while another one waits for review', async () => {
    const tenant = await signUpAndConfirm(test);
    expect(await refusalOf(confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id }))).toMatchObject({
      kind: 'conflict',
      code: 'confirmation_pending',
    });
  });

  it.each(['28.99', '29.01', '0', '0.00', '2900', '99999999999999.9999'])(
    'for the amount %s, with both amounts in the sentence',
    async (amount) => {
      const tenant = await signUpForPlan(test);
      const refusal = await refusalOf(confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id, amount }));
      expect(refusal).toMatchObject({ kind: 'invalid_input', code: 'amount_mismatch', details: [{ path: 'amount' }] });
      expect(refusal.message).toContain('29.00 USD');
      expect(refusal.message).toContain(String(Number(amount) === 0 ? 0 : amount));
    },
  );

  it.each(['-29', '+29', '29,00', '1e309', '2.9e1', 'NaN', 'Infinity', '0x1d', '', ' ', '29.00000', '29\u0000', '٢٩'])(
    'for an amount that is not one: %j',
    async (amount) => {
      const tenant = await signUpForPlan(test);
      expect(
        await refusalOf(confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id, amount })),
      ).toMatchObject({
        kind: 'invalid_input',
        details: [{ path: 'amount' }],
      });
    },
  );

  it('for another currency, at the field of the currency', async () => {
    const tenant = await signUpForPlan(test);
    const attempt = confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id, currency: 'EUR' });
    expect(await refusalOf(attempt)).toMatchObject({ code: 'amount_mismatch', details: [{ path: 'currency' }] });
  });

  it('for a method that the country does not offer, that is switched off, or that is not manual', async () => {
    const tenant = await signUpForPlan(test, { billing: { country: 'PK' } });
    for (const paymentMethod of ['stripe', 'paypal', 'cheque'] as const) {
      const attempt = confirmPayment(tenant.ctx, { ...bank, paymentMethod, invoiceId: tenant.invoice.id });
      expect(await refusalOf(attempt)).toMatchObject({
        code: 'payment_method_not_offered',
        details: [{ path: 'payment_method' }],
      });
    }
    const german = await signUpForPlan(test, { billing: { country: 'DE' } });
    const wallet = confirmPayment(german.ctx, { ...bank, paymentMethod: 'local_wallet', invoiceId: german.invoice.id });
    expect(await refusalOf(wallet)).toMatchObject({ code: 'payment_method_not_offered' });
    expect(await confirmTransfer(test, tenant, tenant.invoice.id, { paymentMethod: 'local_wallet' })).toBeGreaterThan(
      0,
    );
  });

  it('for a method that operations took out of the country a moment ago', async () => {
    const tenant = await signUpForPlan(test, { billing: { country: 'KE' } });
    const config = await test.prisma.paymentMethodConfig.findFirstOrThrow({ where: { countryCode: 'KE' } });
    const values = { isEnabled: false };
    await editRecord(await staff(test, 'operations'), {
      model: 'PaymentMethodConfig',
      id: config.id,
      version: config.version,
      values,
    });
    const attempt = confirmPayment(tenant.ctx, {
      ...bank,
      paymentMethod: 'local_wallet',
      invoiceId: tenant.invoice.id,
    });
    expect(await refusalOf(attempt)).toMatchObject({ code: 'payment_method_not_offered' });
  });

  it('when the account was cancelled while its form was open', async () => {
    const tenant = await signUpForPlan(test);
    await cancelAccount(await staff(test, 'support'), { accountId: tenant.accountId, reason: 'On request' });
    expect(await refusalOf(confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id }))).toMatchObject({
      kind: 'forbidden',
      code: 'account_cancelled',
    });
  });

  it('without a reference, or with one that hides characters', async () => {
    const tenant = await signUpForPlan(test);
    for (const manualReference of ['', '   ', 'a'.repeat(256), 'BT\u0000', 'BT\ud800', 'one\ntwo']) {
      const attempt = confirmPayment(tenant.ctx, { ...bank, manualReference, invoiceId: tenant.invoice.id });
      expect(await refusalOf(attempt)).toMatchObject({ kind: 'invalid_input', details: [{ path: 'manualReference' }] });
    }
  });

  it('for a user who may only look', async () => {
    const tenant = await signUpForPlan(test);
    const viewer = {
      ...tenant.ctx,
      actor: { ...tenant.ctx.actor, permissions: new Set(['tenant.read'] as const) },
    } as Context;
    expect(await refusalOf(confirmPayment(viewer, { ...bank, invoiceId: tenant.invoice.id }))).toMatchObject({
      kind: 'forbidden',
    });
  });
});

describe('amounts in other currencies', () => {
  it('yen have no decimals: 2900 and 2900.00 are the amount, 2900.5 is not', async () => {
    const plan = await offerPlan(test, { price: '2900', currency: 'JPY' });
    const tenant = await signUpForPlan(test, { planSlug: plan.slug });
    expect(tenant.invoice).toMatchObject({ total: '2900', currency: 'JPY' });
    const wrong = await refusalOf(
      confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id, amount: '2900.5' }),
    );
    expect(wrong.message).toContain('2,900 JPY');
    expect(
      await confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id, amount: '2900.00' }),
    ).toMatchObject({ amount: '2900' });
  });

  it('dinars have three', async () => {
    const plan = await offerPlan(test, { price: '8.125', currency: 'KWD' });
    const tenant = await signUpForPlan(test, { planSlug: plan.slug });
    expect(await confirmPayment(tenant.ctx, { ...bank, invoiceId: tenant.invoice.id, amount: '8.125' })).toMatchObject({
      amount: '8.125',
    });
  });
});

describe('a reference or a slip seen before', () => {
  it('is accepted, and the reviewer finds the other payments by it however it was written', async () => {
    const first = await signUpAndConfirm(test, {}, { manualReference: 'FT 26/069-XY' });
    const second = await signUpAndConfirm(test, {}, { manualReference: 'ft26069xy' });
    const unlike = await signUpAndConfirm(test, {}, { manualReference: 'FT 26/069-XZ' });
    const { sameReference } = await getPaymentEvidence(finance, second.paymentId);
    expect(sameReference.map(({ id }) => id)).toEqual([first.paymentId]);
    expect((await getPaymentEvidence(finance, unlike.paymentId)).sameReference).toEqual([]);
  });

  it.each([
    [
      '\u062a\u062d\u0648\u064a\u0644 \u0664\u0664\u0661',
      '\u062a\u062d\u0648\u064a\u0644-\u0664\u0664\u0661',
      '\u062a\u062d\u0648\u064a\u0644 \u0664\u0664\u0662',
    ],
    ['振込 12', '振込/12', '振込 13'],
    ['BT 501', 'B\u200bT\u00ad501', 'BT 502'],
    ['BT 601', '\uff22\uff34\uff16\uff10\uff11', 'BT 602'],
  ])('in other scripts too: %s is %s and is not %s', async (one, same, other) => {
    const first = await signUpAndConfirm(test, {}, { manualReference: one });
    const second = await signUpAndConfirm(test, {}, { manualReference: same });
    await signUpAndConfirm(test, {}, { manualReference: other });
    const { sameReference } = await getPaymentEvidence(finance, second.paymentId);
    expect(sameReference.map(({ id }) => id)).toEqual([first.paymentId]);
  });

  it('of a payment that is none is refused', async () => {
    for (const id of [Number.NaN, 1.5, 2 ** 40, -1]) {
      expect(await refusalOf(getPaymentEvidence(finance, id))).toMatchObject({ kind: 'invalid_input' });
    }
  });

  it('a reference of signs alone is like no other', async () => {
    await signUpAndConfirm(test, {}, { manualReference: '---' });
    const second = await signUpAndConfirm(test, {}, { manualReference: '###' });
    expect((await getPaymentEvidence(finance, second.paymentId)).sameReference).toEqual([]);
  });

  it('the same file under another name is the same slip', async () => {
    const first = await signUpAndConfirm(test, {}, { proof: { bytes: PNG, name: 'one.png' } });
    const second = await signUpAndConfirm(test, {}, { proof: { bytes: PNG, name: 'two.pdf' } });
    const { payment, sameSlip } = await getPaymentEvidence(finance, second.paymentId);
    expect(payment.proof).toMatchObject({ mediaType: 'image/png', originalName: 'two.pdf.png', byteSize: PNG.length });
    expect(sameSlip.map(({ id }) => id)).toEqual([first.paymentId]);
  });

  it('the account’s own history stands beside it', async () => {
    const tenant = await activeTenant(test);
    const later = await confirmTransfer(test, tenant, await issueOneOff(test, tenant.accountId));
    const { history } = await getPaymentEvidence(finance, later);
    expect(history.map(({ id, status }) => [id, status])).toEqual([[tenant.paymentId, 'succeeded']]);
  });

  it('tenants may not look at it', async () => {
    const tenant = await signUpAndConfirm(test);
    expect(await refusalOf(getPaymentEvidence(tenant.ctx, tenant.paymentId))).toMatchObject({ kind: 'forbidden' });
  });
});

describe('the slip', () => {
  it('is kept byte by byte under a random name, for its own account and for staff', async () => {
    const tenant = await signUpAndConfirm(test, {}, { proof: { bytes: PNG, name: '../../etc/pass\u202Ewd.png' } });
    const other = await signUpTenant(test);
    const proof = await test.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId: tenant.paymentId } });
    expect(proof.originalName).toBe('passwd.png');
    expect(await readFile(path.join(test.proofFolder, proof.storageKey))).toEqual(PNG);
    for (const opened of [await openOwnProof(tenant.ctx, proof.id), await openProof(finance, proof.id)]) {
      expect(Buffer.concat(await opened.stream.toArray())).toEqual(PNG);
    }
    expect(await refusalOf(openOwnProof(other.ctx, proof.id))).toMatchObject({ kind: 'not_found' });
    expect(await refusalOf(openProof(tenant.ctx, proof.id))).toMatchObject({ kind: 'forbidden' });
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'file_empty'],
    ['a page of HTML called slip.png', Buffer.from('<html><script>alert(1)</script></html>'), 'file_type_refused'],
    [
      'a picture with code in it (SVG)',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      'file_type_refused',
    ],
    ['more than 10 MB', Buffer.concat([PNG, Buffer.alloc(MAX_PROOF_BYTES)]), 'file_too_large'],
  ])('%s is refused at its field, and nothing is stored', async (_, bytes, code) => {
    const tenant = await signUpForPlan(test);
    const files = await readdir(test.proofFolder);
    const attempt = confirmPayment(tenant.ctx, {
      ...bank,
      invoiceId: tenant.invoice.id,
      proof: { bytes, name: 'slip.png' },
    });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'invalid_input', code, details: [{ path: 'proof' }] });
    expect(await readdir(test.proofFolder)).toEqual(files);
    expect(await test.prisma.payment.count({ where: { accountId: tenant.accountId } })).toBe(0);
  });
});

describe('after a rejection', () => {
  it('the same invoice can be confirmed again and approved', async () => {
    const tenant = await signUpAndConfirm(test);

    await rejectPayments(finance, { paymentIds: [tenant.paymentId], reason: 'The amount has not arrived' });
    const again = await confirmTransfer(test, tenant, tenant.invoice.id);
    expect(await approvePayments(finance, { paymentIds: [again] })).toEqual([{ id: again, outcome: 'approved' }]);
  });
});
