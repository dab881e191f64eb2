import { beforeAll, describe, expect, it } from 'vitest';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import type { Context } from '../../src/services/core/context.js';
import { inTransaction } from '../../src/services/core/db.js';
import { voidInvoice } from '../../src/services/invoices/void-invoice.js';
import { confirmPayment } from '../../src/services/payments/confirm-payment.js';
import { recordPayment } from '../../src/services/payments/record-payment.js';
import { changePlan } from '../../src/services/subscriptions/change-plan.js';
import { choosePlan } from '../../src/services/subscriptions/choose-plan.js';
import { systemContext } from '../support/contexts.js';
import { signUpForPlan, signUpTenant, staff, type Tenant } from '../support/factories.js';
import { useInstallation } from '../support/installation.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

const transfer = { paymentMethod: 'bank_transfer', manualReference: 'BT-1', amount: '29' } as const;
type Billed = Awaited<ReturnType<typeof signUpForPlan>>;

describe('naive confirmations, on a database without guards', () => {
  const naive = useInstallation({ poolSize: 8 });

  beforeAll(async () => {
    await naive.owner.prisma.$executeRaw`DROP INDEX payments_one_pending_per_invoice`;
    await naive.owner.prisma.$executeRaw`DROP TRIGGER payments_invoice_pending ON payments`;
    await naive.owner.prisma.$executeRaw`DROP TRIGGER invoices_no_confirmation_waits ON invoices`;
  });

  const confirmNaively = ({ accountId, invoice }: Billed) =>
    inTransaction(systemContext(naive), async (tx) => {
      const found = await tx.db.invoice.findUniqueOrThrow({ where: { id: invoice.id }, include: { payments: true } });
      if (found.status !== 'pending' || found.payments.length > 0) return 'refused';
      await tx.db.payment.create({
        data: { accountId, invoiceId: invoice.id, amount: 29, currency: 'USD', paymentMethod: 'bank_transfer' },
      });
      return 'confirmed';
    });

  it('two at once both find nothing waiting', async () => {
    const tenant = await signUpForPlan(naive);
    const results = await stampede(naive, ['payments'], [() => confirmNaively(tenant), () => confirmNaively(tenant)]);
    expect(answers(results, String)).toEqual(['confirmed', 'confirmed']);
  });

  it('one beside a void leaves a confirmation of a void invoice', async () => {
    const tenant = await signUpForPlan(naive);
    const voidNaively = () =>
      inTransaction(systemContext(naive), async (tx) => {
        if ((await tx.db.payment.count({ where: { invoiceId: tenant.invoice.id } })) > 0) return 'refused';
        const data = { status: 'void', voidedAt: tx.now, voidReason: 'x' } as const;
        await tx.db.invoice.update({ where: { id: tenant.invoice.id }, data });
        return 'voided';
      });
    const results = await stampede(naive, ['payments', 'invoices'], [() => confirmNaively(tenant), voidNaively]);
    expect(answers(results, String)).toEqual(['confirmed', 'voided']);
  });
});

describe('at the same moment', () => {
  const test = useInstallation({ poolSize: 16 });
  expectTruthsAtEnd(test);
  let finance: Context;

  beforeAll(async () => {
    finance = await staff(test, 'finance');
  });

  const confirm = (tenant: Billed) => () =>
    confirmPayment(tenant.ctx, { ...transfer, invoiceId: tenant.invoice.id }).then(() => 'confirmed');

  const waiting = (tenant: Billed) => test.prisma.payment.findMany({ where: { invoiceId: tenant.invoice.id } });

  it('ten confirmations of one invoice (a form submitted in ten tabs): one is taken', async () => {
    const tenant = await signUpForPlan(test);
    const results = await stampede(
      test,
      ['payments'],
      Array.from({ length: 10 }, () => confirm(tenant)),
    );
    expect(answers(results, String).sort()).toEqual([...Array(9).fill('confirmation_pending'), 'confirmed']);
    expect(await waiting(tenant)).toHaveLength(1);
    expect(
      await test.prisma.mail.count({ where: { kind: 'confirmation-received', accountId: tenant.accountId } }),
    ).toBe(1);
  });

  it('a confirmation and a void: confirmed and not voided, or voided and not confirmed', async () => {
    for (let round = 0; round < 4; round += 1) {
      const tenant = await signUpForPlan(test);
      const takeBack = () =>
        voidInvoice(finance, { invoiceId: tenant.invoice.id, reason: 'A mistake' }).then(() => 'voided');
      const racers = round % 2 === 0 ? [confirm(tenant), takeBack] : [takeBack, confirm(tenant)];
      const said = answers(await stampede(test, ['payments', 'invoices'], racers), String).sort();
      const invoice = await test.prisma.invoice.findUniqueOrThrow({
        where: { id: tenant.invoice.id },
        include: { payments: true },
      });
      expect([said, invoice.payments.length]).toEqual(
        invoice.status === 'void' ? [['invoice_not_payable', 'voided'], 0] : [['confirmation_pending', 'confirmed'], 1],
      );
    }
  });

  it('a confirmation by the tenant and a payment recorded by staff: one of them, never two', async () => {
    for (let round = 0; round < 4; round += 1) {
      const tenant = await signUpForPlan(test);
      const record = () =>
        recordPayment(finance, {
          invoiceId: tenant.invoice.id,
          manualReference: 'S-1',
          payerName: 'Khan',
          amount: '29',
        }).then(() => 'recorded');
      const racers = round % 2 === 0 ? [confirm(tenant), record] : [record, confirm(tenant)];
      const said = answers(await stampede(test, ['payments'], racers), String).sort();
      const [payment, ...more] = await waiting(tenant);
      expect(more).toEqual([]);
      expect(said).toEqual(
        payment?.status === 'succeeded' ? ['invoice_not_payable', 'recorded'] : ['confirmation_pending', 'confirmed'],
      );
    }
  });

  it('a confirmation and a cancellation of the account: nothing is left waiting on a cancelled account', async () => {
    const support = await staff(test, 'support');
    for (let round = 0; round < 4; round += 1) {
      const tenant = await signUpForPlan(test);
      const cancel = () =>
        cancelAccount(support, { accountId: tenant.accountId, reason: 'On request' }).then(() => 'cancelled');
      const racers = round % 2 === 0 ? [confirm(tenant), cancel] : [cancel, confirm(tenant)];
      const said = answers(await stampede(test, ['payments', 'invoices', 'accounts'], racers), String);
      expect(said).toContain('cancelled');
      expect((await waiting(tenant)).filter(({ status }) => status === 'pending_approval')).toEqual([]);
      expect(await test.prisma.invoice.findUniqueOrThrow({ where: { id: tenant.invoice.id } })).toMatchObject({
        status: 'void',
      });
    }
  });

  it('the tenant and two colleagues choose a plan: one bill is open in the end, and no number is missing', async () => {
    const support = await staff(test, 'support');
    const tenant: Tenant = await signUpTenant(test);
    const results = await stampede(
      test,
      ['invoices'],
      [
        () => choosePlan(tenant.ctx, { planSlug: 'growth' }).then(() => 'chosen'),
        () => changePlan(support, { accountId: tenant.accountId, planSlug: 'scale' }).then(() => 'changed'),
        () => changePlan(finance, { accountId: tenant.accountId, planSlug: 'starter' }).then(() => 'changed'),
      ],
    );
    expect(answers(results, String)).toEqual(['chosen', 'changed', 'changed']);
    const invoices = await test.prisma.invoice.findMany({
      where: { accountId: tenant.accountId },
      orderBy: { numberSequence: 'asc' },
    });
    expect(invoices.map(({ numberSequence, status }) => [numberSequence, status])).toEqual([
      [1, 'void'],
      [2, 'void'],
      [3, 'pending'],
    ]);
  });
});
