import { expect, it } from 'vitest';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { hire } from '../../admin/office.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { billedContract, draftedContract, MONTHLY_CARE, sentContract } from '../../support/contract-factories.js';
import { signUpAndConfirm, signUpTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessibleEverywhere } from '../axe.js';
import { enter, troubleOf, visit } from './steps.js';

const server = useServer();
const browser = useBrowser();

const LISTS = [
  'Payment',
  'BulkRun',
  'PaymentProof',
  'Account',
  'User',
  'Subscription',
  'AccountPaymentMethod',
  'Contract',
  'BillingPeriod',
  'ContractLineItem',
  'ContractVersion',
  'ContractSignature',
  'ContractTemplate',
  'Invoice',
  'InvoiceLine',
  'CreditTransaction',
  'Plan',
  'PaymentMethodConfig',
  'Mail',
  'AuditEntry',
  'StaffUser',
];

it('everybody can use every page of the back-office, at a desk by day and at a phone in the dark', async () => {
  const waiting = await signUpAndConfirm(
    server,
    { accountName: 'بحر للتجارة' },
    { manualReference: 'R'.repeat(200), payerName: 'W'.repeat(200) },
  );
  await signUpTenant(server, { planSlug: 'managed-trial', accountName: 'A'.repeat(200) });
  const approved = await signUpAndConfirm(server);
  await approvePayments(await staff(server, 'finance'), { paymentIds: [approved.paymentId] });
  const mail = await server.prisma.mail.findFirstOrThrow({ where: { accountId: waiting.accountId } });
  const wishes = { title: 'T'.repeat(200), items: [{ ...MONTHLY_CARE, description: 'D'.repeat(300) }] };
  const customer = await signUpTenant(server, { accountName: 'C'.repeat(120) });
  const draft = await draftedContract(server, customer, wishes);
  const sent = await sentContract(server, customer, wishes);
  const billed = await billedContract(server, customer, wishes);
  const period = await server.prisma.billingPeriod.findFirstOrThrow({ where: { contractId: billed.contractId } });
  const page = await browser.newPage();
  const trouble = troubleOf(page);
  await enter(page, server, (await hire(server, 'superadmin')).email);
  const pages = [
    '/admin',
    ...LISTS.map((model) => `/admin/resources/${model}`),
    '/admin/resources/Payment?search=nothing+is+called+this',
    `/admin/resources/Payment/records/${waiting.paymentId}/show`,
    `/admin/resources/Account/records/${waiting.accountId}/show`,
    `/admin/resources/Account/records/${waiting.accountId}/edit`,
    `/admin/resources/Invoice/records/${waiting.invoice.id}/show`,
    `/admin/resources/Mail/records/${mail.id}/show`,
    '/admin/resources/Seller/records/1/edit',
    '/admin/resources/PaymentMethodConfig/records/4/edit',
    '/admin/resources/Plan/actions/new',
    '/admin/resources/Account/actions/newAccount',
    '/admin/resources/Contract/actions/newContract',
    `/admin/resources/Contract/records/${draft.contractId}/show`,
    `/admin/resources/Contract/records/${draft.contractId}/editDraft`,
    `/admin/resources/Contract/records/${draft.contractId}/sendContract`,
    `/admin/resources/Contract/records/${sent.contractId}/countersign`,
    `/admin/resources/Contract/records/${billed.contractId}/show`,
    `/admin/resources/Contract/records/${billed.contractId}/disableBilling`,
    `/admin/resources/BillingPeriod/records/${period.id}/show`,
    '/admin/resources/ContractTemplate/records/1/show',
    '/admin/resources/ContractTemplate/actions/new',
    `/admin/resources/Account/actions/issueInvoice?account_id=${waiting.accountId}`,
    '/admin/pages/login',
    '/admin/nowhere',
  ];
  for (const path of pages) {
    await visit(page, server, path);
    await expectAccessibleEverywhere(page);
  }
  await visit(page, server, '/admin/resources/Payment');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expectAccessibleEverywhere(page);
  expect(trouble).toEqual([]);
});

it('a long list scrolls under the bar and beside the menu, at a desk and at a phone', async () => {
  await server.prisma.$executeRaw`
    INSERT INTO audit_entries (action, actor_type, entity_type)
    SELECT 'long.list', 'system', 'Account' FROM generate_series(1, 60)`;
  const page = await browser.newPage();
  await enter(page, server, (await hire(server, 'auditor')).email);
  await visit(page, server, '/admin/resources/AuditEntry');
  await page.getByRole('textbox', { name: 'Page' }).waitFor();
  for (const { viewport } of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(viewport.height);
    expect(await page.locator('main').evaluate((main) => main.scrollHeight)).toBeGreaterThan(viewport.height);
  }
});

it('everybody can use the door, at a desk by day and at a phone in the dark', async () => {
  const page = await browser.newPage();
  for (const path of ['/admin/login', '/admin/forgot-password', '/admin/set-password?token=x']) {
    await page.goto(server.baseUrl + path);
    await expectAccessibleEverywhere(page);
  }
  await page.goto(`${server.baseUrl}/admin/login`);
  await page.getByLabel('E-mail').fill('nobody@office.example');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('E-mail').inputValue()).toBe('nobody@office.example');
  await expectAccessibleEverywhere(page);
});
