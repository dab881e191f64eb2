import { describe, expect, test, vi } from 'vitest';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { inTransaction } from '../../src/services/core/db.js';
import { planLine } from '../../src/services/invoices/invoice-lines.js';
import { issueInvoice } from '../../src/services/invoices/issue-invoices.js';
import { confirmBankTransfer } from '../../src/services/payments/confirm-bank-transfer.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { accountIn, offerPlan, signUpAndConfirm, signUpForPlan, signUpTenant, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { race } from '../support/race.js';
import { usePrograms } from './staff-program.js';

const server = useServer({ startsAt: '2026-01-31T09:30:00Z' });
const { tokenOf, send } = usePrograms(server);

let transfers = 0;
function transferOf(accountId: number, wishes: Record<string, unknown> = {}): Record<string, unknown> {
  transfers += 1;
  return {
    account_id: accountId,
    external_payment_id: `FT-${transfers}`,
    amount: '29.00',
    payer_name: 'Amina Khan',
    ...wishes,
  };
}
const tell = (body: Record<string, unknown>, access = tokenOf('finance'), headers: Record<string, string> = {}) =>
  send('/billing/confirm-bank-transfer', body, access, headers);

describe('a transfer that arrived', () => {
  test('is logged once it is kept, and not when the commit fails (E38)', async () => {
    const { accountId } = await signUpForPlan(server);
    const log = vi.spyOn(server.installation.logger, 'info');
    const ctx = await staff(server, 'finance');
    const done = inTransaction(ctx, async (tx) => {
      await confirmBankTransfer(tx, { accountId, externalPaymentId: 'FT-lost', amount: '29.00', payerName: 'Amina' });
      throw new Error('the connection broke');
    });
    await expect(done).rejects.toThrow('the connection broke');
    expect(log).not.toHaveBeenCalledWith(expect.anything(), 'bank transfer confirmed');
    await confirmBankTransfer(ctx, { accountId, externalPaymentId: 'FT-kept', amount: '29.00', payerName: 'Amina' });
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ reference: 'FT-kept' }), 'bank transfer confirmed');
  });

  test('pays the oldest unpaid plan invoice of its amount, and ledger and log tell of it (E28, E33 to E35, E38)', async () => {
    const { accountId, invoice } = await signUpForPlan(server);
    const log = vi.spyOn(server.installation.logger, 'info');
    const { status, body } = await tell(
      transferOf(accountId, { external_payment_id: 'FT-42', proof_url: 'https://x' }),
    );
    expect([status, body.message]).toEqual([200, 'Bank transfer confirmed successfully']);
    expect(body.data).toMatchObject({
      account_id: accountId,
      invoice_id: invoice.id,
      status: 'active',
      subscription_status: 'active',
      credits: 5_000,
      credits_added: 5_000,
      period_start: '2026-01-31T09:30:00.000Z',
      // A calendar month with its anchor day clamped.
      period_end: '2026-02-28T09:30:00.000Z',
    });
    const entry = await server.prisma.creditTransaction.findFirstOrThrow({ where: { accountId } });
    expect(entry).toMatchObject({
      transactionType: 'subscription',
      description: 'Bank transfer payment confirmed: FT-42',
      metadata: {
        external_payment_id: 'FT-42',
        amount: '29.00',
        payer_name: 'Amina Khan',
        proof_url: 'https://x',
        period_months: 1,
        confirmed_by: expect.stringContaining('Robot of finance'),
      },
    });
    const method = await server.prisma.accountPaymentMethod.findFirst({ where: { accountId, isDefault: true } });
    expect(method?.type).toBe('bank_transfer');
    const told = { accountId, reference: 'FT-42', amount: '29.00', credits: 5_000 };
    expect(log).toHaveBeenCalledWith(told, 'bank transfer confirmed');
  });

  test('adds credits to those there are, and months to those that run (X-17, X-18)', async () => {
    const { accountId } = await signUpForPlan(server);
    await tell(transferOf(accountId));
    const { body } = await tell(transferOf(accountId, { amount: '87.00', period_months: 3 }));
    expect(body.data).toMatchObject({
      credits: 20_000,
      credits_added: 15_000,
      period_start: '2026-01-31T09:30:00.000Z',
      period_end: '2026-05-31T09:30:00.000Z',
    });
  });

  test('for more months takes the place of the unpaid invoice', async () => {
    const { accountId, invoice, subscriptionId } = await withSubscription();
    const { account_id: _, ...byId } = transferOf(accountId, { amount: '58.00', period_months: 2 });
    const { status, body } = await tell({ ...byId, subscription_id: subscriptionId });
    expect([status, body.data.account_id]).toEqual([200, accountId]);
    expect(await server.prisma.invoice.findUniqueOrThrow({ where: { id: invoice.id } })).toMatchObject({
      status: 'void',
    });
  });

  test('told twice pays once, in whichever spelling; with its Idempotency-Key it is answered the same', async () => {
    const { accountId } = await signUpForPlan(server);
    const body = transferOf(accountId, { external_payment_id: 'FT-9-TWICE' });
    const key = { 'idempotency-key': 'transfer-9' };
    const first = await tell(body, tokenOf('finance'), key);
    expect((await tell(body, tokenOf('finance'), key)).body.data).toEqual(first.body.data);
    for (const repeat of [{}, { external_payment_id: 'ft\u00a09 tw\u00adice' }, { amount: '30.00' }]) {
      const again = await tell({ ...body, ...repeat });
      expect([again.status, again.body.code]).toEqual([409, 'transfer_confirmed_already']);
    }
    expect(await server.prisma.invoice.count({ where: { accountId } })).toBe(1);
  });

  test('told twenty times at the same moment pays once', async () => {
    const { accountId } = await signUpForPlan(server);
    const body = JSON.stringify(transferOf(accountId));
    const answers = await race(
      server.baseUrl,
      Array.from({ length: 20 }, () => ({
        method: 'POST',
        path: '/api/v1/billing/confirm-bank-transfer',
        headers: { authorization: `Bearer ${tokenOf('finance')}`, 'content-type': 'application/json' },
        body,
      })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    expect(await server.prisma.payment.count({ where: { accountId } })).toBe(1);
    const signsOnly = transferOf(accountId, { external_payment_id: '---' });
    expect([(await tell(signsOnly)).status, (await tell(signsOnly)).status]).toEqual([200, 409]);
  });

  test('waits while the tenant’s own confirmation is in review (X-12)', async () => {
    const { accountId, paymentId } = await signUpAndConfirm(server);
    const { status, body } = await tell(transferOf(accountId));
    expect([status, body.code]).toEqual([409, 'confirmation_pending']);
    expect(body.error).toContain(String(paymentId));
  });

  test('that was told too early and rejected pays once it is there, under the same reference', async () => {
    const { accountId, paymentId } = await signUpAndConfirm(server);
    const { manualReference } = await server.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } });
    await rejectPayments(await staff(server, 'finance'), { paymentIds: [paymentId], reason: 'It had not arrived yet' });
    const { status, body } = await tell(transferOf(accountId, { external_payment_id: manualReference }));
    expect([status, body.data]).toMatchObject([200, { status: 'active' }]);
  });

  test('of two unpaid plan invoices of its amount pays the older one', async () => {
    const { accountId, invoice, subscriptionId } = await withSubscription();
    const plan = await server.prisma.plan.findUniqueOrThrow({ where: { slug: 'starter' } });
    const order = { accountId, subscriptionId, currency: 'USD', lines: [planLine(plan, 1)] };
    const newer = await inTransaction(await staff(server, 'finance'), (tx) => issueInvoice(tx, order));
    expect((await tell(transferOf(accountId))).body.data.invoice_id).toBe(invoice.id);
    expect((await tell(transferOf(accountId))).body.data.invoice_id).toBe(newer.id);
  });

  test('of another amount buys nothing, and leaves everything as it was', async () => {
    const { accountId } = await signUpForPlan(server);
    for (const wishes of [{ amount: '28.99' }, { amount: '29.01', period_months: 2 }, { amount: '0' }]) {
      const { status, body } = await tell(transferOf(accountId, wishes));
      expect([wishes, status, body.code]).toEqual([wishes, 400, 'amount_mismatch']);
      expect(body.error).toMatch(/invoice INV-\d+-202601-0001 is over/);
    }
    const { body: halves } = await tell(transferOf(accountId, { amount: '29.001' }));
    expect([halves.code, halves.error]).toEqual(['amount_mismatch', expect.stringContaining('is over 29.001 USD')]);
    const free = await signUpTenant(server);
    const mismatch = await tell(transferOf(free.accountId));
    expect([mismatch.status, mismatch.body.code]).toEqual([400, 'amount_mismatch']);
    expect(mismatch.body.error).toContain('costs nothing');
    expect(await server.prisma.payment.count({ where: { accountId: { in: [accountId, free.accountId] } } })).toBe(0);
  });

  test('needs its id, amount, payer and whose it is; unknown ones are 404 (E29 to E31)', async () => {
    const { accountId } = await signUpForPlan(server);
    const whole = transferOf(accountId);
    for (const [missing, sentence] of [
      ['external_payment_id', "Please give the transfer's own id."],
      ['amount', 'Please enter the amount as text, like "29.00".'],
      ['payer_name', 'Please say who paid.'],
    ] as const) {
      const { status, body } = await tell({ ...whole, [missing]: undefined });
      expect([missing, status, body.details[0]?.path, body.error]).toEqual([missing, 400, missing, sentence]);
    }
    const nobody = await tell({ ...whole, account_id: undefined });
    expect([nobody.status, nobody.body.error]).toEqual([400, expect.stringContaining('account_id or subscription_id')]);
    const other = await withSubscription();
    for (const [wishes, code] of [
      [{ account_id: 2_000_000_000 }, 'account_not_found'],
      [{ subscription_id: 2_000_000_000 }, 'subscription_not_found'],
      [{ subscription_id: other.subscriptionId }, 'subscription_not_found'],
      [{ account_id: (await accountIn(server, 'pending')).accountId }, 'plan_not_found'],
    ] as const) {
      const { status, body } = await tell({ ...whole, ...wishes });
      expect([code, status, body.code]).toEqual([code, 404, code]);
    }
  });

  test('for a plan sold by the quarter comes in quarters', async () => {
    const plan = await offerPlan(server, { billingCycle: 'quarterly', price: '60', includedCredits: 300 });
    const { accountId } = await signUpForPlan(server, { planSlug: plan.slug });
    const odd = await tell(transferOf(accountId, { amount: '80.00', period_months: 4 }));
    expect([odd.status, odd.body.details[0]?.path]).toEqual([400, 'period_months']);
    const { body } = await tell(transferOf(accountId, { amount: '120.00', period_months: 6 }));
    expect(body.data).toMatchObject({ credits_added: 600, period_end: '2026-07-31T09:30:00.000Z' });
  });

  test('for more credits than an account can hold is refused with a sentence', async () => {
    const plan = await offerPlan(server, { price: '10', includedCredits: 1_500_000_000 });
    const { accountId } = await signUpForPlan(server, { planSlug: plan.slug });
    const { status, body } = await tell(transferOf(accountId, { amount: '20.00', period_months: 2 }));
    expect([status, body.code, body.details[0]?.path]).toEqual([400, 'balance_too_high', 'period_months']);
    expect(await server.prisma.invoice.count({ where: { accountId, status: 'pending' } })).toBe(1);
  });

  test('for an account that is shut out is refused, and nothing is written', async () => {
    const { accountId } = await signUpForPlan(server);
    await cancelAccount(await staff(server, 'support'), { accountId, reason: 'Closed their business' });
    const { status, body } = await tell(transferOf(accountId));
    expect([status, body.code]).toEqual([409, 'account_not_payable']);
    expect(await server.prisma.payment.count({ where: { accountId } })).toBe(0);
  });
});

test('after all of it every truth holds', async () => {
  expect(await verifyTruths(server)).toEqual([]);
});

async function withSubscription() {
  const tenant = await signUpForPlan(server);
  const subscription = await server.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } });
  return { ...tenant, subscriptionId: subscription.id };
}
