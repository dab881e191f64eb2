import { describe, expect, it } from 'vitest';
import { applyLabsDiscount } from '../../../src/services/accounts/apply-labs-discount.js';
import { getLabsTerms } from '../../../src/services/accounts/get-labs-terms.js';
import { getOwnProfile } from '../../../src/services/accounts/get-own-profile.js';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { updateOwnProfile } from '../../../src/services/accounts/update-own-profile.js';
import { editRecord } from '../../../src/services/settings/edit-record.js';
import { activeTenant, inviteColleague, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';

const test = useInstallation();

describe('the company profile', () => {
  it('is empty before somebody writes to it, and then says what was written, on record', async () => {
    const owner = await signUpTenant(test, {
      accountName: 'Yusuf Traders',
      billing: { country: 'PK', city: 'Lahore' },
    });
    expect(await test.prisma.companyProfile.count({ where: { accountId: owner.accountId } })).toBe(0);
    expect(await getOwnProfile(owner.ctx)).toMatchObject({
      name: 'Yusuf Traders',
      industry: '',
      address: { city: 'Lahore', country: 'PK' },
      isLabsCustomer: false,
      labsDiscountPercent: '0.00',
    });
    const saved = await updateOwnProfile(owner.ctx, {
      industry: 'Logistics',
      companySize: '11-50',
      website: 'https://yusuf.example',
      billingCity: 'Karachi',
      taxId: 'PK-1',
    });
    expect(saved).toEqual(await getOwnProfile(owner.ctx));
    expect(saved).toMatchObject({ industry: 'Logistics', address: { city: 'Karachi', country: 'PK' }, taxId: 'PK-1' });
    const entry = await test.prisma.auditEntry.findFirstOrThrow({ where: { action: 'company_profile.update_own' } });
    expect(entry).toMatchObject({
      actorLabel: owner.email,
      accountId: owner.accountId,
      changes: { billingCity: { before: 'Lahore', after: 'Karachi' }, industry: { before: '', after: 'Logistics' } },
    });
  });

  it('saved unchanged writes nothing', async () => {
    const owner = await activeTenant(test);
    await updateOwnProfile(owner.ctx, { industry: 'Logistics' });
    const before = await allRows(test);
    const { version } = await getOwnProfile(owner.ctx);
    await updateOwnProfile(owner.ctx, { industry: ' Logistics ', website: '', version });
    await updateOwnProfile(owner.ctx, {});
    expect(await allRows(test)).toEqual(before);
  });

  it('a stale form saves nothing, whether a colleague or staff came first, whichever row they changed', async () => {
    const owner = await activeTenant(test);
    const support = await staff(test, 'support');
    const admin = await inviteColleague(test, owner, { role: 'admin' });
    await updateOwnProfile(owner.ctx, { industry: 'Logistics' });
    const profile = () => test.prisma.companyProfile.findUniqueOrThrow({ where: { accountId: owner.accountId } });
    const account = () => test.prisma.account.findUniqueOrThrow({ where: { id: owner.accountId } });
    const changes = [
      () => updateOwnProfile(admin.ctx, { billingCity: 'Lahore' }),
      () => updateOwnProfile(admin.ctx, { website: 'https://x.example' }),
      async () => editRecord(support, { model: 'Account', ...(await account()), values: { taxId: 'NEW' } }),
      async () => editRecord(support, { model: 'CompanyProfile', ...(await profile()), values: { industry: 'Trade' } }),
    ];
    for (const change of changes) {
      const { version } = await getOwnProfile(owner.ctx);
      await change();
      const refusal = await refusalOf(updateOwnProfile(owner.ctx, { billingState: 'Sindh', version }));
      expect([refusal.kind, refusal.code]).toEqual(['conflict', 'changed_meanwhile']);
    }
  });

  it('leaves invoices that were issued as they are', async () => {
    const owner = await activeTenant(test, { billing: { country: 'PK', city: 'Lahore' } });
    const snapshot = async () =>
      (await test.prisma.invoice.findUniqueOrThrow({ where: { id: owner.invoice.id } })).metadata;
    const before = await snapshot();
    await updateOwnProfile(owner.ctx, { billingCity: 'Karachi', billingCountry: 'DE' });
    expect(await snapshot()).toEqual(before);
  });

  it('is changed by owners and admins, and by nobody while the account is suspended', async () => {
    const owner = await activeTenant(test);
    const billing = await inviteColleague(test, owner, { role: 'billing' });
    expect((await refusalOf(updateOwnProfile(billing.ctx, { industry: 'X' }))).code).toBe('not_allowed');
    expect((await getOwnProfile(billing.ctx)).industry).toBe('');
    await suspendAccounts(await staff(test, 'support'), { accountIds: [owner.accountId], reason: 'Abuse' });
    expect((await refusalOf(updateOwnProfile(owner.ctx, { industry: 'X' }))).code).toBe('account_suspended');
    expect((await getOwnProfile(owner.ctx)).industry).toBe('');
  });

  it.each([
    ['website', { website: 'javascript:alert(1)' }],
    ['website', { website: 'company.example' }],
    ['logoUrl', { logoUrl: 'data:image/png;base64,x' }],
    ['companySize', { companySize: 'huge' as '1' }],
    ['billingCountry', { billingCountry: 'Pakistan' }],
    ['industry', { industry: 'x'.repeat(121) }],
    ['taxId', { taxId: 'a\0b' }],
  ])('refuses what is no %s', async (field, wrong) => {
    const owner = await signUpTenant(test);
    expect((await refusalOf(updateOwnProfile(owner.ctx, wrong))).details[0]?.path).toBe(field);
  });

  it('never takes from its people what only staff may grant', async () => {
    const owner = await signUpTenant(test);
    const greedy = { industry: 'X', isLabsCustomer: true, labsDiscountPercent: '100', creditBalance: 9_999, name: 'Y' };
    await updateOwnProfile(owner.ctx, greedy);
    expect(await getOwnProfile(owner.ctx)).toMatchObject({
      industry: 'X',
      isLabsCustomer: false,
      labsDiscountPercent: '0.00',
    });
    const account = await test.prisma.account.findUniqueOrThrow({ where: { id: owner.accountId } });
    expect([account.creditBalance, account.name]).not.toContain('Y');
    expect(account.creditBalance).toBe(2_000);
  });
});

describe('the Labs discount', () => {
  const terms = { isLabsCustomer: true, labsAccountEmail: 'Labs@Company.example', labsDiscountPercent: '12.5' };

  it('is granted by finance, exactly, on record, and seen by the account', async () => {
    const owner = await signUpTenant(test);
    const finance = await staff(test, 'finance');
    expect(await applyLabsDiscount(finance, { accountId: owner.accountId, ...terms })).toEqual({ changed: true });
    expect(await getOwnProfile(owner.ctx)).toMatchObject({
      ...terms,
      labsAccountEmail: 'labs@company.example',
      labsDiscountPercent: '12.50',
    });
    expect(await getLabsTerms(finance, owner.accountId)).toMatchObject({ labsDiscountPercent: '12.5' });
    expect(await applyLabsDiscount(finance, { accountId: owner.accountId, ...terms })).toEqual({ changed: false });
    const entries = await test.prisma.auditEntry.findMany({
      where: { action: 'account.apply_labs_discount', accountId: owner.accountId },
    });
    expect(entries.map(({ changes }) => changes)).toEqual([
      expect.objectContaining({ labs_discount_percent: { before: '0.00', after: '12.50' } }),
    ]);
  });

  it.each(['-1', '100.01', '12.345', '1e1', 'NaN', ''])('cannot be “%s” percent', async (labsDiscountPercent) => {
    const { accountId } = await signUpTenant(test);
    const attempt = applyLabsDiscount(await staff(test, 'finance'), { accountId, ...terms, labsDiscountPercent });
    expect((await refusalOf(attempt)).details[0]?.path).toBe('labsDiscountPercent');
  });

  it('is for Labs customers only, of an account that exists, by those who may', async () => {
    const owner = await signUpTenant(test);
    const { accountId } = owner;
    const finance = await staff(test, 'finance');
    const notLabs = await refusalOf(applyLabsDiscount(finance, { accountId, ...terms, isLabsCustomer: false }));
    expect(notLabs.code).toBe('not_labs_customer');
    expect((await refusalOf(applyLabsDiscount(finance, { accountId: 999_999, ...terms }))).kind).toBe('not_found');
    for (const ctx of [await staff(test, 'support'), await staff(test, 'operations'), owner.ctx])
      expect((await refusalOf(applyLabsDiscount(ctx, { accountId, ...terms }))).code).toBe('not_allowed');
  });
});
