import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { MailDelivery } from '../../src/services/notifications/deliver-mails.js';
import { openMailSender } from '../../src/services/notifications/mail-sender.js';
import { hire } from '../admin/office.js';
import { DESKTOP, PHONE, useBrowser } from '../support/browser.js';
import { systemContext, userContext } from '../support/contexts.js';
import { signedContract } from '../support/contract-factories.js';
import { confirmTransfer, PASSWORD, signUpAndConfirm } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { drawPdf, wordsOfPdf } from '../support/pdf.js';
import { startMailServer, type TestMailServer } from '../support/smtp.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { enter, visit } from './staff/steps.js';
import { fill, mainText, open, press, SLIP, signIn } from './tenant/steps.js';

const server = useServer({ mailConfigured: true, startsAt: '2026-03-20T10:00:00Z' });
const browser = useBrowser();
expectTruthsAtEnd(server);

const COMPANY = 'Margalla Foods';
const OWNER = 'amina@margalla.example';
const SIGNER = 'noor@margalla.example';

let mailbox: TestMailServer;
beforeAll(async () => {
  mailbox = await startMailServer();
});
afterAll(() => mailbox.goDown());

/** Sends what is queued and takes the link out of the newest mail that somebody got, as they would. */
async function mailedLink(to: string, path: string): Promise<string> {
  const sender = openMailSender(mailbox.url);
  const installation = { ...server.installation, baseUrl: server.baseUrl };
  const delivery = new MailDelivery({ installation, clock: server.clock, sender, from: '' });
  await delivery.deliverDue();
  await delivery.stop();
  const links = mailbox.received
    .filter(({ envelope }) => envelope.to.includes(to))
    .flatMap(({ text = '' }) => text.match(/http:\/\/127\S+/g) ?? [])
    .filter((link) => new URL(link).pathname.startsWith(path));
  const newest = links.at(-1);
  if (newest === undefined) throw new Error(`no mail with a link to ${path} has reached ${to}`);
  return newest;
}

async function download(page: Page, link: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).first().click(),
  ]);
  return readFile(await file.path());
}

async function confirmWithSlip(page: Page, reference: string): Promise<void> {
  await page.getByRole('link', { name: 'Confirm payment' }).first().click();
  await page.waitForURL('**/confirm');
  await fill(page, { manual_reference: reference });
  await page.setInputFiles('[name=proof]', SLIP);
  await press(page, 'Submit confirmation');
  await page.getByText('Payment confirmation submitted for review.').waitFor();
}

/** Registered on Starter, confirmed with a slip. */
async function register(page: Page): Promise<void> {
  await open(page, server, '/signup?plan=starter');
  await fill(page, {
    full_name: 'Amina Khan',
    account_name: COMPANY,
    email: OWNER,
    password: PASSWORD,
    password_confirm: PASSWORD,
    billing_address_line1: '12 Mall Road',
    billing_city: 'Lahore',
  });
  await page.selectOption('[name=billing_country]', 'PK');
  await page.getByText('JazzCash / Easypaisa').click();
  await press(page, 'Create account');
  await page.waitForURL('**/app');
  await confirmWithSlip(page, 'JC-1');
}

/** All that wait, in one go. */
async function approveAll(office: Page, count: number, total: string): Promise<void> {
  await visit(office, server, '/admin/resources/Payment?filters.status=pending_approval');
  const payments = count === 1 ? '1 payment' : `${count} payments`;
  const boxes = office.locator('tbody input[type=checkbox]');
  await expect.poll(() => boxes.count()).toBe(count);
  for (let row = 0; row < count; row += 1) await boxes.nth(row).check();
  await office.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Approve' }).click();
  const dialog = office.getByRole('dialog');
  await dialog.getByText(total).first().waitFor();
  await dialog.getByRole('button', { name: new RegExp(`^Approve (${payments}|payment)$`) }).click();
  await dialog.getByText(`${payments} approved.`).waitFor();
}

/** Invited with the right to sign; joins on a phone from the mail's link. */
async function invite(owner: Page, phone: Page): Promise<void> {
  await open(owner, server, '/app/people');
  await owner.getByRole('link', { name: 'Invite a colleague' }).click();
  await fill(owner, { email: SIGNER });
  await owner.getByRole('radio', { name: /^Billing/ }).check();
  await owner.getByRole('checkbox', { name: /^Sign contracts/ }).check();
  await press(owner, 'Send the invitation');
  await owner.getByText(`The invitation is on its way to ${SIGNER}.`).waitFor();
  await phone.goto(await mailedLink(SIGNER, '/invitation'));
  await fill(phone, { full_name: 'نور علی', password: PASSWORD, password_confirm: PASSWORD });
  await press(phone, 'Join');
  await phone.getByText(`Welcome. You belong to ${COMPANY} now.`).waitFor();
}

/** From the account's page, from a template, until the preview has nothing left to ask for. */
async function write(office: Page, accountId: number, countersigner: string): Promise<void> {
  await visit(office, server, `/admin/resources/Account/records/${accountId}/show`);
  await office.getByRole('link', { name: 'New contract' }).click();
  await office.getByLabel('Title').fill('Onboarding of the sales team');
  await office.getByLabel('Template').selectOption({ label: 'Onboarding' });
  const preview = office.getByRole('complementary', { name: 'Preview' });
  await preview.getByRole('button', { name: 'Please fill in “scope”.' }).click();
  await office.getByRole('textbox', { name: 'Scope' }).fill('Six sales people learn to run their shop.');
  await office.getByRole('textbox', { name: 'Contact person' }).fill('Amina Khan');
  await office.getByRole('textbox', { name: 'Governing law' }).fill('England and Wales');
  await office.getByLabel('First day').fill('2026-04-01');
  await office.getByLabel('Last day').fill('2026-06-30');
  await office.getByRole('button', { name: 'Amina Khan does not sign' }).click();
  await office.getByLabel('Who signs for the account').selectOption({ label: `نور علی, ${SIGNER}` });
  await office.getByLabel('Who countersigns for us, last').selectOption({ label: countersigner });
  await preview.getByText('Six sales people learn to run their shop.').waitFor();
  for (const share of ['1,666.67', '1,666.66', '5,000.00']) await preview.getByText(share).first().waitFor();
  await expect.poll(() => preview.getByText('Before it can be sent').count()).toBe(0);
  await office.getByRole('button', { name: 'Save draft' }).click();
  await office.getByRole('button', { name: 'Send for signature' }).click();
  const dialog = office.getByRole('dialog');
  await dialog.getByText('3 invoices, 5,000.00 USD').waitFor();
  await dialog.getByRole('button', { name: 'Send for signature' }).click();
  await office.getByText('It waits for the signature of').waitFor();
}

async function signOnPhone(phone: Page): Promise<void> {
  await phone.goto(await mailedLink(SIGNER, '/app/contracts/'));
  expect(await mainText(phone)).toContain('1,666.66 USD');
  await fill(phone, { typed_name: 'نور علی' });
  await press(phone, 'Sign');
  await phone.getByRole('heading', { name: 'Thank you, it is signed' }).waitFor();
}

async function countersign(office: Page, name: string): Promise<void> {
  await visit(office, server, '/admin');
  await office.getByRole('link', { name: /Contracts to countersign/ }).click();
  await office.getByRole('link', { name: /^CTR-/ }).first().click();
  await office.getByRole('link', { name: 'Countersign', exact: true }).click();
  await office.getByRole('checkbox').check();
  await office.getByLabel('Your full name').fill(name);
  await office.getByRole('button', { name: 'Sign', exact: true }).click();
  await office.getByText('Signed by everybody. Nothing is invoiced until billing is enabled.').waitFor();
}

/** The pages are drawn and say who signed what; the verify page knows the file and refuses an altered copy. */
async function lookAtContract(phone: Page, number: string, names: string[]): Promise<void> {
  await phone.getByRole('link', { name: 'To the contract' }).click();
  const file = await download(phone, 'Download PDF');
  const pages = await wordsOfPdf(file);
  for (const said of [number, COMPANY, ...names, '1,666.67', `Page 1 of ${pages.length}`])
    expect(pages.join(' ')).toContain(said);
  expect(pages.at(-1)).toMatch(/certificate/i);
  const drawn = await drawPdf(await browser.newPage(), file);
  expect(drawn).toHaveLength(pages.length);
  for (const picture of drawn) expect((await sharp(picture).stats()).entropy).toBeGreaterThan(0.1);

  const visitor = await browser.newPage();
  await open(visitor, server, '/verify');
  await visitor.setInputFiles('[name=file]', { name: 'contract.pdf', mimeType: 'application/pdf', buffer: file });
  await visitor.getByText(`This is the signed contract ${number}`).waitFor();
  const altered = Buffer.from(file);
  altered[5000] = (altered[5000] ?? 0) ^ 1;
  await visitor.setInputFiles('[name=file]', { name: 'contract.pdf', mimeType: 'application/pdf', buffer: altered });
  await visitor.getByText('This is not a signed contract of ours').waitFor();
}

async function enableOnThree(office: Page, numbers: string[]): Promise<void> {
  await visit(office, server, `/admin/resources/Contract?search=${encodeURIComponent(COMPANY)}`);
  for (const number of numbers) await office.getByRole('checkbox', { name: `Select ${number}` }).check();
  await office.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Enable billing' }).click();
  const dialog = office.getByRole('dialog');
  await dialog.getByText('5,360.00 USD').waitFor();
  await dialog.getByRole('button', { name: 'Enable billing of 3 contracts' }).click();
  await dialog.getByText('3 contracts enabled.').waitFor();
}

/** Reads what is owed, takes the PDF and confirms the transfer of the largest invoice. */
async function payFirstPeriod(owner: Page, number: string): Promise<void> {
  await signIn(owner, server, OWNER, '/app/billing');
  expect(await mainText(owner)).toContain('1,726.67 USD');
  await owner.getByRole('link', { name: number }).first().click();
  const file = await download(owner, 'Download PDF');
  const words = (await wordsOfPdf(file)).join(' ');
  for (const said of [number, COMPANY, '1,666.67', 'JazzCash']) expect(words).toContain(said);
  await confirmWithSlip(owner, 'BT-APRIL');
}

it('a company is registered, invites its signer, signs on a phone, is billed for three contracts at once and pays', async () => {
  const owner = await browser.newPage(DESKTOP);
  const phone = await browser.newPage(PHONE);
  const office = await browser.newPage(DESKTOP);
  const farah = await hire(server, 'finance', { fullName: 'Farah Siddiqui' });
  await register(owner);
  await enter(office, server, farah.email);
  await approveAll(office, 1, '29.00 USD');
  await invite(owner, phone);

  const { accountId } = await server.prisma.user.findFirstOrThrow({ where: { email: OWNER } });
  const signer = await server.prisma.user.findFirstOrThrow({ where: { email: SIGNER } });
  await write(office, accountId, `${farah.fullName}, ${farah.email}`);
  await signOnPhone(phone);
  await countersign(office, farah.fullName);
  const { id: contractId, number } = await server.prisma.contract.findFirstOrThrow({ where: { accountId } });
  await lookAtContract(phone, number, ['نور علی', farah.fullName]);

  const contracts = [
    { contractId, number },
    await signedContract(server, { accountId, userId: signer.id }),
    await signedContract(server, { accountId, userId: signer.id }),
  ];
  await enableOnThree(
    office,
    contracts.map((contract) => contract.number),
  );

  server.clock.set('2026-04-01T09:00:00Z');
  expect(await issueDuePeriods(systemContext(server))).toBe(3);
  const invoices = await server.prisma.invoice.findMany({
    where: { accountId, billingPeriodId: { not: null } },
    orderBy: { total: 'desc' },
  });
  const [largest, ...smaller] = invoices;
  await payFirstPeriod(await browser.newPage(DESKTOP), largest?.number ?? '');
  const ctx = await userContext(server, signer.id);
  for (const { id } of smaller) await confirmTransfer(server, { ctx }, id);
  const strangers = [await signUpAndConfirm(server), await signUpAndConfirm(server)];

  const later = await browser.newPage(DESKTOP);
  await enter(later, server, farah.email);
  await approveAll(later, 5, '1,784.67 USD');

  const reader = await browser.newPage(PHONE);
  await signIn(reader, server, SIGNER, '/app/billing');
  expect(await mainText(reader)).toContain('Paid');
  const periods = await server.prisma.billingPeriod.findMany({ where: { accountId } });
  const paid = periods.filter(({ status }) => status === 'paid');
  expect(paid.map(({ contractId }) => contractId).sort()).toEqual(contracts.map(({ contractId }) => contractId));
  for (const { periodStart } of paid) expect(periodStart).toEqual(new Date('2026-04-01'));
  expect(periods.filter(({ status }) => status === 'pending')).toHaveLength(2 + 5 + 5);
  const account = await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  expect(account).toMatchObject({ status: 'active', creditBalance: 5_000 });
  for (const { accountId: id } of strangers)
    expect((await server.prisma.account.findUniqueOrThrow({ where: { id } })).status).toBe('active');
});
