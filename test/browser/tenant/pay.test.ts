import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvePayments } from '../../../src/services/payments/approve-payments.js';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { confirmTransfer, signUpForPlan, signUpTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { errorAt, fill, mainText, open, press, SLIP, signIn } from './steps.js';

const server = useServer();
const browser = useBrowser();
const PAKISTAN = { billing: { country: 'PK' } };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-slips-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Chosen from a folder, as people do: to hand a large one over to the browser takes longer than to send it. */
async function slipOnDisk(name: string, bytes: Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

describe.each([
  ['with a script at a desk', DESKTOP],
  ['with a script at a phone', PHONE],
  ['without a script', { ...DESKTOP, javaScriptEnabled: false }],
])('%s', (_how, screen) => {
  it('a tenant pays: looks up how, confirms with a slip, waits, and is active once staff approve', async () => {
    const tenant = await signUpForPlan(server, PAKISTAN);
    const page = await browser.newPage(screen);
    await signIn(page, server, tenant.email);
    await page.getByRole('link', { name: 'Confirm payment' }).first().click();
    await page.waitForURL('**/confirm');
    expect(await page.inputValue('[name=amount]')).toBe('29.00');
    await page.getByText('JazzCash / Easypaisa').click();
    await fill(page, {
      manual_reference: 'JC-20251208-1',
      payer_name: 'Amina Khan',
      manual_notes: 'Sent on 8 December\nfrom my phone',
    });
    await page.setInputFiles('[name=proof]', SLIP);
    await press(page, 'Submit confirmation');
    await page.waitForURL(`**/app/invoices/${tenant.invoice.id}`);
    const submitted = await mainText(page);
    expect(submitted).toContain('Payment confirmation submitted for review. You will be notified once approved.');
    expect(submitted).toContain('In review');
    expect(submitted).toContain('JC-20251208-1');

    const payment = await server.prisma.payment.findFirstOrThrow({ where: { accountId: tenant.accountId } });
    expect(payment.paymentMethod).toBe('local_wallet');
    await approvePayments(await staff(server, 'finance'), { paymentIds: [payment.id] });
    await open(page, server, '/app');
    const approved = await mainText(page);
    expect(approved).toMatch(/5,000\s+credits/);
    expect(approved).toContain('Active');
    expect(approved).toContain('Approved');
    expect(approved).not.toContain('waits for its payment');
  });
});

it('a rejection tells the tenant why and offers another try', async () => {
  const tenant = await signUpForPlan(server);
  const paymentId = await confirmTransfer(server, tenant, tenant.invoice.id);
  const reason = 'We found no transfer with this reference.';
  await rejectPayments(await staff(server, 'finance'), { paymentIds: [paymentId], reason, note: 'looks forged' });
  const page = await browser.newPage();
  await signIn(page, server, tenant.email);
  const text = await mainText(page);
  expect(text).toContain(`Your payment of ${tenant.invoice.number} was rejected`);
  expect(text).toContain(reason);
  expect(text).not.toContain('looks forged');
  await page.getByRole('link', { name: 'Try again' }).first().click();
  await page.waitForURL('**/confirm');
  await fill(page, { manual_reference: 'the right one' });
  await press(page, 'Submit confirmation');
  await page.waitForURL(`**/app/invoices/${tenant.invoice.id}`);
});

it('a confirmation sent by mistake is withdrawn and the invoice is open again', async () => {
  const tenant = await signUpForPlan(server);
  await confirmTransfer(server, tenant, tenant.invoice.id);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email);
  expect(await mainText(page)).toContain('We are checking your payment');
  await page.getByText('Withdraw this confirmation').click();
  await press(page, 'Withdraw confirmation');
  await page.getByText('The confirmation is withdrawn').waitFor();
  expect(await mainText(page)).toContain('Withdrawn');
  expect(await page.getByRole('link', { name: 'Confirm payment' }).count()).toBeGreaterThan(0);
});

it('a wrong amount and a missing reference are said at their fields, and what was typed stays', async () => {
  const tenant = await signUpForPlan(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email, `/app/invoices/${tenant.invoice.id}/confirm`);
  await fill(page, { amount: '-5', manual_notes: '=HYPERLINK("http://evil") 👋' });
  await press(page, 'Submit confirmation');
  await page.locator('.error-summary').waitFor();
  expect(await errorAt(page, 'amount')).toContain('amount like 29.00');
  expect(await errorAt(page, 'manual_reference')).toContain('reference');
  await fill(page, { amount: '28.00', manual_reference: 'BT-1' });
  await press(page, 'Submit confirmation');
  await expect.poll(() => errorAt(page, 'amount')).toContain('29.00 USD');
  expect(await errorAt(page, 'amount')).toContain('28');
  expect(await page.inputValue('[name=manual_notes]')).toBe('=HYPERLINK("http://evil") 👋');
});

it.each([
  ['of a wrong kind', Buffer.from('MZ this is a program'), 'PDF, JPEG, PNG or WebP'],
  ['larger than 10 MB', Buffer.alloc(11 * 1024 * 1024, 1), '10 MB'],
])('a slip %s is refused at its field, and what was typed stays', async (_which, bytes, sentence) => {
  const tenant = await signUpForPlan(server);
  const page = await browser.newPage({ ...DESKTOP, javaScriptEnabled: false });
  await signIn(page, server, tenant.email, `/app/invoices/${tenant.invoice.id}/confirm`);
  await fill(page, { manual_reference: 'BT-77' });
  await page.setInputFiles('[name=proof]', await slipOnDisk('slip.pdf', bytes));
  await press(page, 'Submit confirmation');
  await page.locator('.error-summary').waitFor();
  expect(await errorAt(page, 'proof')).toContain(sentence);
  expect(await mainText(page)).toContain('choose the file again');
  expect(await page.inputValue('[name=manual_reference]')).toBe('BT-77');
});

it('with a script a file that is too large is not even sent', async () => {
  const tenant = await signUpForPlan(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email, `/app/invoices/${tenant.invoice.id}/confirm`);
  await page.setInputFiles('[name=proof]', await slipOnDisk('slip.png', Buffer.alloc(11 * 1024 * 1024, 1)));
  await page.getByText('larger than 10 MB').waitFor();
  await press(page, 'Submit confirmation');
  expect(await page.locator('.error-summary').count()).toBe(0);
});

it('a double click confirms once', async () => {
  const tenant = await signUpForPlan(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email, `/app/invoices/${tenant.invoice.id}/confirm`);
  await fill(page, { manual_reference: 'BT-twice' });
  await page.getByRole('button', { name: 'Submit confirmation' }).dblclick();
  await page.waitForURL(`**/app/invoices/${tenant.invoice.id}`);
  expect(await server.prisma.payment.count({ where: { accountId: tenant.accountId } })).toBe(1);
});

it('a tenant on trial chooses a plan and stays on trial until the payment is approved', async () => {
  const tenant = await signUpTenant(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email);
  await page.getByRole('link', { name: 'Choose a plan' }).first().click();
  await page.waitForURL('**/app/plan');
  await page.getByText('Growth').click();
  await page.selectOption('[name=billing_country]', 'IN');
  await page.getByText('Bank Transfer (NEFT / IMPS)').click();
  await press(page, 'Choose this plan');
  await page.waitForURL('**/app/invoices/*');
  expect(await mainText(page)).toContain('99.00 USD');
  await open(page, server, '/app');
  const text = await mainText(page);
  expect(text).toContain('Trial');
  expect(text).toContain('Current plan: Free Trial');
});

it('a tenant who waits for the first payment may change the plan', async () => {
  const tenant = await signUpForPlan(server, PAKISTAN);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email, '/app/plan');
  expect(await page.inputValue('[name=billing_country]')).toBe('PK');
  await page.getByText('Scale').click();
  await press(page, 'Choose this plan');
  await page.waitForURL('**/app/invoices/*');
  await open(page, server, `/app/invoices/${tenant.invoice.id}`);
  expect(await mainText(page)).toContain('This invoice is void and must not be paid');
});

it('the copy button hands the amount over as a number', async () => {
  const tenant = await signUpForPlan(server);
  const page = await browser.newPage();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, server, tenant.email, `/app/invoices/${tenant.invoice.id}`);
  await page.getByRole('button', { name: 'Copy amount' }).click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('29.00');
});
