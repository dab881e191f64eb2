import { describe, expect, it } from 'vitest';
import { fieldNames, ownFields } from '../../../src/services/contracts/fill-fields.js';
import { listPaymentMethods } from '../../../src/services/payment-methods/list-payment-methods.js';
import { listActivePlans } from '../../../src/services/plans/list-plans.js';
import { createRecord, editRecord } from '../../../src/services/settings/edit-record.js';
import { loadReferenceData } from '../../../src/services/setup/load-reference-data.js';
import { anonymousContext } from '../../support/contexts.js';
import { staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation();

describe('reference data', () => {
  it('holds the plans of the domain', async () => {
    const plans = await listActivePlans(anonymousContext(test));
    expect(
      plans.map(({ slug, price, includedCredits, maxSites, maxUsers, maxIndustries, signupPolicy, trialDays }) => [
        slug,
        price.toFixed(2),
        includedCredits,
        maxSites,
        maxUsers,
        maxIndustries,
        signupPolicy,
        trialDays,
      ]),
    ).toEqual([
      ['free-trial', '0.00', 2_000, 1, 1, 3, 'open', 14],
      ['free', '0.00', 1_000, 1, 1, 1, 'open', null],
      ['starter', '29.00', 5_000, 3, 5, 5, 'open', null],
      ['growth', '99.00', 20_000, 10, 15, 15, 'open', null],
      ['scale', '299.00', 80_000, 50, 50, null, 'open', null],
      ['managed-trial', '0.00', 2_000, 1, 3, 3, 'approval', 3],
    ]);
  });

  it('holds fourteen ways to pay, cards not enabled, bank and wallet data marked as examples', async () => {
    const configs = await test.prisma.paymentMethodConfig.findMany();
    expect(configs).toHaveLength(14);
    const cards = configs.filter(({ paymentMethod }) => paymentMethod === 'stripe' || paymentMethod === 'paypal');
    expect(cards.map(({ isEnabled, isManual }) => [isEnabled, isManual])).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(configs.filter(({ isExample }) => isExample)).toHaveLength(12);
    expect(await test.prisma.seller.findMany()).toMatchObject([{ id: 1, isExample: true, paymentTermsDays: 14 }]);
  });

  it('stands beside subscriptions that cannot be without a plan, nor name a way to pay (D52)', async () => {
    const columns = await test.prisma.$queryRaw<{ name: string; nullable: string }[]>`
      SELECT column_name::text AS name, is_nullable::text AS nullable FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = 'subscriptions'`;
    expect(columns.find(({ name }) => name === 'plan_id')).toEqual({ name: 'plan_id', nullable: 'NO' });
    expect(columns.map(({ name }) => name)).not.toContain('payment_method');
  });

  it('holds a text for each kind of contract, whose fields fill themselves in or are asked of staff', async () => {
    const templates = await test.prisma.contractTemplate.findMany({ orderBy: { sortOrder: 'asc' } });
    expect(templates.map(({ referenceKey, contractType, isActive }) => [referenceKey, contractType, isActive])).toEqual(
      [
        ['onboarding', 'onboarding', true],
        ['engagement', 'engagement', true],
        ['maintenance', 'maintenance', true],
      ],
    );
    expect(templates.map(({ body }) => ownFields(body))).toEqual([
      ['scope', 'contact_person', 'governing_law'],
      ['scope', 'deliverables', 'contact_person', 'governing_law'],
      ['scope', 'support_contact', 'support_hours', 'governing_law'],
    ]);
    // An account may have no address and no tax id yet: a text that named them could not be sent.
    const named = new Set(templates.flatMap(({ body }) => fieldNames(body)));
    expect(named).toContain('account_name');
    expect([named.has('account_address'), named.has('account_tax_id')]).toEqual([false, false]);
  });

  it('is loaded at every start without a change', async () => {
    const before = await allRows(test);
    await Promise.all([loadReferenceData(test.installation), loadReferenceData(test.installation)]);
    expect(await allRows(test)).toEqual(before);
  });

  it('never overwrites what operations edited, added or switched off', async () => {
    const operations = await staff(test, 'operations');
    const plan = await test.prisma.plan.findUniqueOrThrow({ where: { slug: 'growth' } });
    await editRecord(operations, {
      model: 'Plan',
      id: plan.id,
      version: plan.version,
      values: { price: '120', isActive: false, name: 'Bigger' },
    });
    const config = await test.prisma.paymentMethodConfig.findFirstOrThrow({ where: { countryCode: 'DE' } });
    await editRecord(operations, {
      model: 'PaymentMethodConfig',
      id: config.id,
      version: config.version,
      values: { isEnabled: false },
    });
    await test.prisma.contractTemplate.update({
      where: { referenceKey: 'engagement' },
      data: { name: 'Our engagement', body: '# Ours', isActive: false },
    });
    const before = await allRows(test);
    await loadReferenceData(test.installation);
    expect(await allRows(test)).toEqual(before);
  });
});

describe('the ways to pay that a country is offered', () => {
  const methods = async (country: string) =>
    (await listPaymentMethods(anonymousContext(test), country)).map(
      ({ countryCode, paymentMethod }) => `${countryCode}/${paymentMethod}`,
    );

  it('are its own and the global ones, of which its own row replaces the same method', async () => {
    expect(await methods('')).toEqual(['*/bank_transfer']);
    expect(await methods('FR')).toEqual(['*/bank_transfer']);
    expect(await methods('PK')).toEqual(['*/bank_transfer', 'PK/local_wallet']);
    expect(await methods('IN')).toEqual(['IN/bank_transfer']);
  });

  it('an own row that is switched off takes the global method out of that country', async () => {
    expect(await methods('DE')).toEqual([]);
  });

  it('a new row counts at once, in the order that operations gave', async () => {
    await createRecord(await staff(test, 'operations'), {
      model: 'PaymentMethodConfig',
      values: {
        countryCode: 'FR',
        paymentMethod: 'cheque',
        paymentMethodDisplay: 'Chèque',
        displayName: 'Chèque',
        isEnabled: true,
        isManual: true,
        instructions: '',
        bankName: '',
        accountNumber: '',
        swiftCode: '',
        walletType: '',
        walletId: '',
        sortOrder: 1,
      },
    });
    expect(await methods('FR')).toEqual(['FR/cheque', '*/bank_transfer']);
  });
});
