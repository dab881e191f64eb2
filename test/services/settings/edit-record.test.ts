import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/services/core/context.js';
import { createRecord, type EditableModel, editRecord } from '../../../src/services/settings/edit-record.js';
import { offerPlan, signUpForPlan, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-10T09:30:00Z' });
expectTruthsAtEnd(test);
let operations: Context;
let support: Context;

beforeAll(async () => {
  operations = await staff(test, 'operations');
  support = await staff(test, 'support');
});

const starter = () => test.prisma.plan.findUniqueOrThrow({ where: { slug: 'starter' } });

describe('editing a record', () => {
  it('changes what differs, counts the version up and writes before and after into the audit record', async () => {
    const { id, version } = await starter();
    const result = await editRecord(operations, {
      model: 'Plan',
      id,
      version,
      values: { name: 'Starter+', price: '31.50', maxUsers: '5' },
    });
    expect(result).toEqual({ changed: ['name', 'price'] });
    expect(await starter()).toMatchObject({ name: 'Starter+', version: version + 1 });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'plan.edit' },
      orderBy: { id: 'desc' },
    });
    expect(entry).toMatchObject({
      entityType: 'Plan',
      entityId: id,
      changes: { name: { before: 'Starter', after: 'Starter+' }, price: { before: '29', after: '31.5' } },
    });
  });

  it('opened and saved unchanged writes nothing, whatever form the values have', async () => {
    const before = await allRows(test);
    const plan = await starter();
    const asForm = Object.fromEntries(
      Object.entries(plan).map(([name, value]) => [name, value === null ? '' : String(value)]),
    );
    expect(await editRecord(operations, { model: 'Plan', id: plan.id, version: plan.version, values: asForm })).toEqual(
      { changed: [] },
    );
    expect(await allRows(test)).toEqual(before);
  });

  it('of a stale form is refused with what stands there now: a colleague’s change is not reverted', async () => {
    const { id, version } = await starter();
    await editRecord(operations, { model: 'Plan', id, version, values: { description: 'By the first' } });
    const stale = editRecord(operations, { model: 'Plan', id, version, values: { description: 'By the second' } });
    expect(await refusalOf(stale)).toMatchObject({
      kind: 'conflict',
      code: 'changed_meanwhile',
      details: [{ path: 'description', message: 'Now it is “By the first”; you entered “By the second”.' }],
    });
    expect(await starter()).toMatchObject({ description: 'By the first' });
  });

  it('two at once with the same version: one is kept, one is told', async () => {
    const { id, version } = await starter();
    const edit = (description: string) =>
      editRecord(operations, { model: 'Plan', id, version, values: { description } });
    const results = await Promise.allSettled([edit('one'), edit('two')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await starter()).version).toBe(version + 1);
  });

  it('leaves alone whatever is not on the list: states, balances, ids, owners, versions', async () => {
    const { accountId, userId } = await signUpTenant(test);
    const account = await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    const values = {
      id: 1,
      status: 'active',
      creditBalance: 1_000_000,
      suspendedFrom: 'active',
      isDemoAccount: false,
      version: 99,
      signupPlanId: 1,
      users: { deleteMany: {} },
    };
    expect(await editRecord(support, { model: 'Account', id: accountId, version: account.version, values })).toEqual({
      changed: [],
    });
    const user = await test.prisma.user.findUniqueOrThrow({ where: { id: userId } });
    const login = {
      email: 'thief@x.example',
      passwordHash: 'x',
      role: 'viewer',
      accountId: 1,
      isActive: false,
      sessionEpoch: 9,
    };
    expect(await editRecord(support, { model: 'User', id: userId, version: user.version, values: login })).toEqual({
      changed: [],
    });
    expect(await test.prisma.user.findUniqueOrThrow({ where: { id: userId } })).toEqual(user);
  });

  it('never renames what invoices and links refer to', async () => {
    const { id, version, slug } = await starter();
    expect(await editRecord(operations, { model: 'Plan', id, version, values: { slug: 'renamed' } })).toEqual({
      changed: [],
    });
    expect((await starter()).slug).toBe(slug);
  });

  it.each<[EditableModel, Record<string, unknown>, string]>([
    ['Plan', { price: '-1' }, 'price'],
    ['Plan', { price: '1e3' }, 'price'],
    ['Plan', { price: '29.005' }, 'price'],
    ['Plan', { price: { increment: 1 } }, 'price'],
    ['Plan', { currency: 'XYZ' }, 'currency'],
    ['Plan', { includedCredits: 1.5 }, 'includedCredits'],
    ['Plan', { includedCredits: '' }, 'includedCredits'],
    ['Plan', { name: '' }, 'name'],
    ['Plan', { billingCycle: 'weekly' }, 'billingCycle'],
    ['Plan', { isActive: 'perhaps' }, 'isActive'],
    ['Seller', { country: '' }, 'country'],
    ['Seller', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    // Node knows the first of these, its later versions the second one, too, which PostgreSQL would read as two hours west.
    ['Seller', { timeZone: 'US/Pacific-New' }, 'timeZone'],
    ['Seller', { timeZone: '+02:00' }, 'timeZone'],
    ['Seller', { logoUrl: 'javascript:alert(1)' }, 'logoUrl'],
    ['Seller', { email: 'nobody' }, 'email'],
    ['Seller', { paymentTermsDays: 366 }, 'paymentTermsDays'],
  ])('%s: %j is refused at its field', async (model, values, path) => {
    const record =
      model === 'Plan' ? await starter() : await test.prisma.seller.findUniqueOrThrow({ where: { id: 1 } });
    const boss = await staff(test, 'superadmin');
    const attempt = editRecord(boss, { model, id: record.id, version: record.version, values });
    expect(await refusalOf(attempt)).toMatchObject({
      kind: 'invalid_input',
      details: [expect.objectContaining({ path })],
    });
  });

  it('a currency without decimals is refused for a price that has some', async () => {
    const plan = await offerPlan(test, { price: '9.99' });
    const attempt = editRecord(operations, {
      model: 'Plan',
      id: plan.id,
      version: plan.version,
      values: { currency: 'JPY' },
    });
    expect(await refusalOf(attempt)).toMatchObject({ code: 'too_many_decimals', details: [{ path: 'price' }] });
  });

  it('replaces example data for good', async () => {
    const config = await test.prisma.paymentMethodConfig.findFirstOrThrow({ where: { countryCode: 'GB' } });
    await editRecord(operations, {
      model: 'PaymentMethodConfig',
      id: config.id,
      version: config.version,
      values: { bankName: 'Real Bank' },
    });
    const seller = await test.prisma.seller.findUniqueOrThrow({ where: { id: 1 } });
    await editRecord(operations, {
      model: 'Seller',
      id: 1,
      version: seller.version,
      values: { legalName: 'Real Seller Ltd.' },
    });
    expect(await test.prisma.paymentMethodConfig.findUniqueOrThrow({ where: { id: config.id } })).toMatchObject({
      isExample: false,
    });
    expect(await test.prisma.seller.findUniqueOrThrow({ where: { id: 1 } })).toMatchObject({ isExample: false });
  });

  it('leaves the warning standing when something else than the example data changes', async () => {
    const config = await test.prisma.paymentMethodConfig.findFirstOrThrow({ where: { countryCode: 'DE' } });
    const change = { model: 'PaymentMethodConfig' as const, id: config.id, version: config.version };
    await editRecord(operations, { ...change, values: { sortOrder: 99 } });
    expect(await test.prisma.paymentMethodConfig.findUniqueOrThrow({ where: { id: config.id } })).toMatchObject({
      isExample: true,
      sortOrder: 99,
    });
  });

  it('of a record that does not exist is not found', async () => {
    const attempt = editRecord(operations, { model: 'Plan', id: 2_000_000_000, version: 1, values: {} });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'not_found' });
  });
});

describe('truth 8: an issued invoice keeps buyer and seller', () => {
  it('whatever staff do to the account, its owner, the seller and the plan', async () => {
    const tenant = await signUpForPlan(test, {
      billing: { email: 'bills@khan.example', city: 'Lahore', country: 'PK' },
    });
    const read = () =>
      test.prisma.invoice.findUniqueOrThrow({ where: { id: tenant.invoice.id }, include: { lines: true } });
    const issued = await read();
    const account = await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } });
    const seller = await test.prisma.seller.findUniqueOrThrow({ where: { id: 1 } });
    const plan = await starter();
    const values = {
      name: 'Renamed',
      billingEmail: 'other@khan.example',
      billingCity: 'Karachi',
      billingCountry: 'AE',
      taxId: 'NEW',
    };
    await editRecord(support, { model: 'Account', id: account.id, version: account.version, values });
    await editRecord(operations, {
      model: 'Seller',
      id: 1,
      version: seller.version,
      values: { legalName: 'Sold Ltd.', country: 'DE', taxId: 'DE1' },
    });
    await editRecord(operations, {
      model: 'Plan',
      id: plan.id,
      version: plan.version,
      values: { price: '99', includedCredits: 1, isActive: false },
    });
    expect(await read()).toEqual(issued);
    const now = await starter();
    await editRecord(operations, { model: 'Plan', id: now.id, version: now.version, values: { isActive: true } });
  });
});

describe('creating a record', () => {
  it('a plan or a payment method, audited; a second one of the name is refused at its field', async () => {
    const plan = await offerPlan(test);
    expect(await test.prisma.auditEntry.count({ where: { action: 'plan.create', entityId: plan.id } })).toBe(1);
    const values = { ...plan, price: plan.price.toFixed() };
    expect(await refusalOf(createRecord(operations, { model: 'Plan', values }))).toMatchObject({
      code: 'taken',
      details: [{ path: 'slug' }],
    });
  });

  it('says of every field that is missing', async () => {
    const refusal = await refusalOf(
      createRecord(operations, { model: 'PaymentMethodConfig', values: { countryCode: 'fr' } }),
    );
    expect(refusal.details.length).toBeGreaterThan(5);
    expect(refusal.details.map(({ message }) => message)).not.toContain('');
  });
});

describe('who may', () => {
  it.each([
    ['Plan', 'support'],
    ['Plan', 'finance'],
    ['Seller', 'support'],
    ['PaymentMethodConfig', 'auditor'],
    ['Account', 'finance'],
    ['Account', 'operations'],
    ['User', 'auditor'],
  ] as const)('%s is not for %s', async (model, role) => {
    const attempt = editRecord(await staff(test, role), { model, id: 1, version: 1, values: {} });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'forbidden' });
  });

  it('and never for a tenant', async () => {
    const tenant = await signUpTenant(test);
    const attempt = editRecord(tenant.ctx, {
      model: 'Account',
      id: tenant.accountId,
      version: 2,
      values: { name: 'Mine' },
    });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'forbidden' });
  });
});
