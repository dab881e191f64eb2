import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { hire } from '../../admin/office.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { billedContract, draftedContract, MONTHLY_CARE, sentContract } from '../../support/contract-factories.js';
import { signUpAndConfirm, signUpTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessibleEverywhere } from '../axe.js';
import { enter, troubleOf, visit, walkTo } from './steps.js';

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

describe('everybody can use, at a desk by day and at a phone in the dark,', () => {
  let ids: Awaited<ReturnType<typeof everyKindOfRecord>>;
  beforeAll(async () => {
    ids = await everyKindOfRecord();
  });

  /** Signed in as who may do everything. */
  async function look(paths: string[]): Promise<Page> {
    const page = await browser.newPage();
    const trouble = troubleOf(page);
    await enter(page, server, (await hire(server, 'superadmin')).email);
    const headings = new Set<string | null>();
    for (const path of paths) {
      await walkTo(page, `/admin${path}`);
      headings.add(await page.locator('main h1').first().textContent());
      await expectAccessibleEverywhere(page);
    }
    // Pages were walked to, not the same one looked at again.
    expect(headings.size).toBeGreaterThan(paths.length / 2);
    expect(trouble).toEqual([]);
    return page;
  }

  it('the overview, every list and its filter', async () => {
    const page = await look([
      '',
      ...LISTS.map((model) => `/resources/${model}`),
      '/resources/Payment?search=nothing+is+called+this',
      '/resources/Payment',
    ]);
    await page.getByRole('button', { name: 'Filter' }).click();
    await expectAccessibleEverywhere(page);
  });

  it('the pages of a record', async () => {
    await look([
      `/resources/Payment/records/${ids.payment}/show`,
      `/resources/Account/records/${ids.account}/show`,
      `/resources/Invoice/records/${ids.invoice}/show`,
      `/resources/Mail/records/${ids.mail}/show`,
      `/resources/Contract/records/${ids.draft}/show`,
      `/resources/Contract/records/${ids.billed}/show`,
      `/resources/BillingPeriod/records/${ids.period}/show`,
      '/resources/ContractTemplate/records/1/show',
    ]);
  });

  it('the forms', async () => {
    await look([
      `/resources/Account/records/${ids.account}/edit`,
      '/resources/Seller/records/1/edit',
      '/resources/PaymentMethodConfig/records/4/edit',
      '/resources/Plan/actions/new',
      '/resources/ContractTemplate/actions/new',
      '/resources/Account/actions/newAccount',
      `/resources/Account/actions/issueInvoice?account_id=${ids.account}`,
      '/resources/Contract/actions/newContract',
      `/resources/Contract/records/${ids.draft}/editDraft`,
      `/resources/Contract/records/${ids.draft}/sendContract`,
      `/resources/Contract/records/${ids.sent}/countersign`,
      `/resources/Contract/records/${ids.billed}/disableBilling`,
    ]);
  });

  it('the door from inside, and an address that leads nowhere', async () => {
    await look(['/pages/login', '/nowhere']);
  });
});

/** One of each, with the longest names there can be. */
async function everyKindOfRecord() {
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
  return {
    payment: waiting.paymentId,
    account: waiting.accountId,
    invoice: waiting.invoice.id,
    mail: mail.id,
    draft: draft.contractId,
    sent: sent.contractId,
    billed: billed.contractId,
    period: period.id,
  };
}

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
