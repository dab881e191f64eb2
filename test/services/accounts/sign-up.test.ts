import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../src/services/accounts/new-account.js';
import { signUp } from '../../../src/services/accounts/sign-up.js';
import { logIn } from '../../../src/services/users/log-in.js';
import { anonymousContext } from '../../support/contexts.js';
import { issueOneOff, offerPlan, PASSWORD, signUpForPlan, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { allRows } from '../../support/rows.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-12-31T23:30:00Z' });
expectTruthsAtEnd(test);

async function mailsTo(accountId: number) {
  const mails = await test.prisma.mail.findMany({ where: { accountId }, orderBy: { id: 'asc' } });
  return mails.map(({ kind, toEmail }) => [kind, toEmail]);
}

const logInAs = (email: string) => logIn(anonymousContext(test), { email, password: PASSWORD });

describe('signing up without a plan', () => {
  it('starts the free trial at once: 2 000 credits in the ledger, 14 days, a login that works', async () => {
    const tenant = await signUpTenant(test);
    expect(tenant).toMatchObject({
      accountStatus: 'trial',
      credits: 2_000,
      plan: 'free-trial',
      invoice: null,
      nextStep: 'use',
    });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
      status: 'trial',
      creditBalance: 2_000,
      trialStartedAt: test.clock.now(),
      trialExpiresAt: new Date('2027-01-14T23:30:00Z'),
      isDemoAccount: true,
    });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      status: 'trialing',
      currentPeriodStart: test.clock.now(),
      currentPeriodEnd: new Date('2027-01-14T23:30:00Z'),
      anchorDay: null,
    });
    expect(await test.prisma.creditTransaction.findMany({ where: { accountId: tenant.accountId } })).toMatchObject([
      {
        transactionType: 'subscription',
        amount: 2_000,
        balanceAfter: 2_000,
        sourceType: 'trial',
        metadata: { plan: 'free-trial', source: 'trial' },
      },
    ]);
    expect(await mailsTo(tenant.accountId)).toEqual([
      ['verify-email', tenant.email],
      ['welcome', tenant.email],
    ]);
    expect(await logInAs(tenant.email)).toMatchObject({ id: tenant.userId, emailVerifiedAt: null });
  });

  it('the free plan has no end', async () => {
    const tenant = await signUpTenant(test, { planSlug: 'free' });
    expect(tenant).toMatchObject({ accountStatus: 'trial', credits: 1_000 });
    expect(await test.prisma.account.findUniqueOrThrow({ where: { id: tenant.accountId } })).toMatchObject({
      trialExpiresAt: null,
    });
  });

  it('a free plan without credits writes no ledger entry', async () => {
    const plan = await offerPlan(test, { price: '0', includedCredits: 0 });
    const tenant = await signUpTenant(test, { planSlug: plan.slug });
    expect(tenant.credits).toBe(0);
    expect(await test.prisma.creditTransaction.count({ where: { accountId: tenant.accountId } })).toBe(0);
  });
});

describe('signing up for a paid plan', () => {
  it('starts the billing: subscription and account wait, the invoice is issued with frozen buyer and seller', async () => {
    const tenant = await signUpForPlan(test, {
      billing: {
        email: 'bills@khan.example',
        addressLine1: '1 Mall Road',
        city: 'Lahore',
        postalCode: '54000',
        country: 'PK',
        taxId: 'NTN-1',
      },
    });
    expect(tenant).toMatchObject({ accountStatus: 'pending_payment', credits: 0, plan: 'starter', nextStep: 'pay' });
    expect(tenant.invoice).toEqual({
      id: expect.any(Number),
      number: `INV-${tenant.accountId}-202612-0001`,
      total: '29.00',
      currency: 'USD',
      dueAt: new Date('2027-01-14T23:30:00Z'),
    });
    expect(await test.prisma.subscription.findUniqueOrThrow({ where: { accountId: tenant.accountId } })).toMatchObject({
      status: 'pending_payment',
      currentPeriodEnd: null,
    });
    const invoice = await test.prisma.invoice.findUniqueOrThrow({
      where: { id: tenant.invoice.id },
      include: { lines: true },
    });
    expect(invoice.metadata).toEqual({
      billing_snapshot: {
        name: expect.stringMatching(/^Tenant /),
        email: 'bills@khan.example',
        address_line1: '1 Mall Road',
        address_line2: '',
        city: 'Lahore',
        state: '',
        postal_code: '54000',
        country: 'PK',
        tax_id: 'NTN-1',
        snapshot_date: '2026-12-31T23:30:00.000Z',
      },
    });
    expect(invoice.sellerSnapshot).toMatchObject({ legal_name: 'Example Seller Ltd.', country: 'US' });
    expect(invoice.lines).toMatchObject([{ quantity: 1, billingCycle: 'monthly', cycles: 1, credits: 5_000 }]);
    expect(await test.prisma.accountPaymentMethod.findMany({ where: { accountId: tenant.accountId } })).toMatchObject([
      { type: 'bank_transfer', isDefault: true },
    ]);
    expect(await mailsTo(tenant.accountId)).toEqual([
      ['invoice-issued', 'bills@khan.example'],
      ['verify-email', tenant.email],
    ]);
    expect(await logInAs(tenant.email)).toMatchObject({ id: tenant.userId });
  });

  it('keeps the payment method chosen, and refuses one that the country does not offer', async () => {
    const tenant = await signUpForPlan(test, { billing: { country: 'PK' }, paymentMethod: 'local_wallet' });
    expect(await test.prisma.accountPaymentMethod.findMany({ where: { accountId: tenant.accountId } })).toMatchObject([
      { type: 'local_wallet' },
    ]);
    const before = await allRows(test);
    const attempt = signUpForPlan(test, { billing: { country: 'DE' }, paymentMethod: 'local_wallet' });
    expect(await refusalOf(attempt)).toMatchObject({
      code: 'payment_method_not_offered',
      details: [{ path: 'payment_method' }],
    });
    expect(await allRows(test)).toEqual(before);
  });

  it('reckons the month of the number in UTC, and starts again at 1 in the next month', async () => {
    const tenant = await signUpForPlan(test);
    test.clock.set('2027-01-01T00:00:00Z');
    const later = await test.prisma.invoice.findUniqueOrThrow({
      where: { id: await issueOneOff(test, tenant.accountId) },
    });
    test.clock.set('2026-12-31T23:30:00Z');
    expect(later.number).toBe(`INV-${tenant.accountId}-202701-0001`);
  });
});

describe('signing up under the policy “approval”', () => {
  it('the account waits, nobody can log in, applicant and those who may decide are told', async () => {
    await staff(test, 'support');
    await staff(test, 'finance');
    const tenant = await signUpTenant(test, { planSlug: 'managed-trial' });
    expect(tenant).toMatchObject({ accountStatus: 'pending', credits: 0, invoice: null, nextStep: 'await_approval' });
    expect(await test.prisma.subscription.count({ where: { accountId: tenant.accountId } })).toBe(0);
    expect(await mailsTo(tenant.accountId)).toEqual([
      ['verify-email', tenant.email],
      ['awaiting-approval', tenant.email],
      ['staff-account-waiting', 'support@staff.example'],
    ]);
    expect(await refusalOf(logInAs(tenant.email))).toMatchObject({ kind: 'forbidden', code: 'account_pending' });
  });
});

describe('a signup is refused', () => {
  const form = { email: 'new@tenant.example', password: PASSWORD };
  const attempt = (wishes: object) => refusalOf(signUp(anonymousContext(test), { ...form, ...wishes }));

  it('for an e-mail address that is taken, however it is written', async () => {
    const { email } = await signUpTenant(test);
    expect(await attempt({ email: ` ${email.toUpperCase()} ` })).toMatchObject({
      code: 'email_taken',
      message: 'Email already registered',
    });
  });

  it('for a user name that is taken, however it is written', async () => {
    await signUpTenant(test, { username: 'Amina' });
    expect(await attempt({ username: 'aMINA' })).toMatchObject({
      code: 'username_taken',
      details: [{ path: 'username' }],
    });
  });

  it('for a plan that does not exist or is no longer on offer', async () => {
    expect(await attempt({ planSlug: 'platinum' })).toMatchObject({ code: 'plan_unknown' });
    const plan = await offerPlan(test);
    await test.prisma.plan.update({ where: { id: plan.id }, data: { isActive: false } });
    expect(await attempt({ planSlug: plan.slug })).toMatchObject({ code: 'plan_unknown' });
  });

  it.each([
    ['two passwords that differ', { passwordConfirm: 'another one' }, 'password_confirm'],
    ['a short password', { password: 'seven77' }, 'password'],
    ['an address that is none', { email: 'nobody' }, 'email'],
    ['two addresses in one', { email: 'a@x.example,b@x.example' }, 'email'],
    ['a line break in a name', { accountName: 'One\r\nBcc: two' }, 'accountName'],
    ['a NUL in a name', { fullName: 'A\u0000' }, 'fullName'],
    ['a name too long', { accountName: 'a'.repeat(256) }, 'accountName'],
    ['a country that is none', { billing: { country: 'Pakistan' } }, 'billing.country'],
  ])('for %s, at its field', async (_, wishes, path) => {
    const before = await allRows(test);
    expect(await attempt(wishes)).toMatchObject({
      kind: 'invalid_input',
      details: [expect.objectContaining({ path })],
    });
    expect(await allRows(test)).toEqual(before);
  });

  it('names in every script, with emoji and markup, are kept as they were typed', async () => {
    for (const accountName of [
      'شركة الأمل',
      '株式会社 🏯',
      '<script>alert(1)</script>',
      '=HYPERLINK("x")',
      "O'Brien & Søn",
    ]) {
      const { accountId } = await signUpTenant(test, { accountName });
      expect(await test.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
        name: accountName,
      });
    }
  });
});

describe('staff open an account for somebody who asked by telephone', () => {
  it('by the same signup; a mailed link sets the first password', async () => {
    const support = await staff(test, 'support');
    const result = await newAccount(support, {
      email: 'phone@tenant.example',
      fullName: 'By Telephone',
      planSlug: 'starter',
    });
    expect(result).toMatchObject({ accountStatus: 'pending_payment', nextStep: 'pay' });
    const mails = await test.prisma.mail.findMany({ where: { accountId: result.accountId }, orderBy: { id: 'asc' } });
    expect(mails.map(({ kind }) => kind)).toEqual(['invoice-issued', 'verify-email', 'account-opened']);
    const link = test.installation.secrets.open(mails[2]?.secret ?? '');
    expect(link).toMatch(/^\/reset-password\?token=[\w-]{43}$/);
    expect(JSON.stringify(mails.map(({ data }) => data))).not.toContain('token');
    const entry = await test.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'account.sign_up', accountId: result.accountId },
    });
    expect(entry).toMatchObject({ actorType: 'staff', actorLabel: 'support@staff.example' });
  });

  it.each(['finance', 'operations', 'auditor'] as const)('not %s', async (role) => {
    const attempt = newAccount(await staff(test, role), { email: 'x@tenant.example', fullName: 'X' });
    expect(await refusalOf(attempt)).toMatchObject({ kind: 'forbidden' });
  });
});
