import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { declineVersion } from '../../../src/services/contracts/decline-version.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import { PHONE, useBrowser } from '../../support/browser.js';
import { systemContext } from '../../support/contexts.js';
import { billedContract, sendDraft, sentContract, signAll, signedContract } from '../../support/contract-factories.js';
import { activeTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessible, expectAccessibleEverywhere } from '../axe.js';
import { errorAt, fill, mainText, open, press, signIn } from './steps.js';

const server = useServer({ startsAt: '2026-03-20T10:00:00Z' });
const browser = useBrowser();

const TRAINING = {
  title: 'Training of six developers',
  body: '# Training\n\nBetween {{seller_name}} and {{account_name}}.\n\n| Part | Days | Where | Who comes |\n| --- | --: | --- | --- |\n| Assessment | 2 | Hamburg | Everybody |\n\n- one\n- two',
  items: [{ itemType: 'training_independent' as const }],
};

async function replaceVersion(contractId: number): Promise<void> {
  const { versionId } = await reviseContract(await staff(server, 'support'), { contractId });
  await sendDraft(server, versionId);
}

async function download(page: Page, link: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
  return readFile(await file.path());
}

function pdf(buffer: Buffer) {
  return { name: 'contract.pdf', mimeType: 'application/pdf', buffer };
}

it('on a phone a contract is read and signed from the mail’s link, and its PDF stands the test that an altered copy fails', async () => {
  const tenant = await activeTenant(server);
  const contract = await sentContract(server, tenant, TRAINING);
  const page = await browser.newPage(PHONE);
  await signIn(page, server, tenant.email, `/app/contracts/${contract.contractId}/sign`);
  for (const words of ['Training of six developers', '1,666.66 USD', 'counts like my signature by hand'])
    expect(await mainText(page)).toContain(words);
  await page.getByRole('link', { name: 'To the signature' }).click();
  await press(page, 'Sign');
  await page.locator('.error-summary').waitFor();
  expect(await errorAt(page, 'typed_name')).toBe('Please type your full name.');
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('error-summary');
  await fill(page, { typed_name: 'Amina Khan' });
  await press(page, 'Sign');
  await page.waitForURL('**/signed');
  expect(await mainText(page)).toContain('Thank you, it is signed');
  await signAll(server, contract.versionId);
  await page.getByRole('link', { name: 'To the contract' }).click();
  const file = await download(page, 'Download PDF');

  await open(page, server, '/verify');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.setInputFiles('[name=file]', pdf(file));
  await page.waitForURL('**/verify?sha256=*');
  expect(await mainText(page)).toContain(`This is the signed contract ${contract.number}`);
  const altered = Buffer.from(file);
  altered[5000] = (altered[5000] ?? 0) ^ 1;
  await page.setInputFiles('[name=file]', pdf(altered));
  await page.getByText('This is not a signed contract of ours').waitFor();
  expect(sent.filter((request) => request.startsWith('POST'))).toEqual([]);
});

it('without a script a contract is signed, another declined, a file verified, and the menu of a phone opens', async () => {
  const tenant = await activeTenant(server);
  const contract = await sentContract(server, tenant);
  const other = await sentContract(server, tenant, { title: 'Unwanted' });
  const signed = await signedContract(server, tenant, { title: 'Signed before' });
  const page = await browser.newPage({ ...PHONE, javaScriptEnabled: false });
  await signIn(page, server, tenant.email, `/app/contracts/${contract.contractId}/sign`);
  await press(page, 'Sign');
  expect(await errorAt(page, 'typed_name')).toBe('Please type your full name.');
  await fill(page, { typed_name: 'Amina Khan' });
  await press(page, 'Sign');
  await page.waitForURL('**/signed');

  await open(page, server, `/app/contracts/${other.contractId}/sign`);
  await page.getByText('I do not want to sign this').click();
  await fill(page, { reason: 'We agreed on December.' });
  await press(page, 'Decline');
  expect(await mainText(page)).toContain('Declined by Amina Khan on 20 Mar 2026We agreed on December.');

  await open(page, server, `/app/contracts/${signed.contractId}`);
  const file = await download(page, 'Download PDF');
  await open(page, server, '/verify');
  expect(await mainText(page)).toContain('The file is sent here, compared and not kept.');
  await page.setInputFiles('[name=file]', pdf(file));
  await press(page, 'Verify');
  expect(await mainText(page)).toContain(`This is the signed contract ${signed.number}`);

  await page.locator('header summary').click();
  await page.getByRole('navigation', { name: 'Your account' }).getByRole('link', { name: 'Billing' }).click();
  await page.waitForURL('**/app/billing');
});

it('where the browser cannot reckon a hash, the page says that the file is sent, and verifies it all the same', async () => {
  const page = await browser.newPage();
  await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
  await open(page, server, '/verify');
  await page.getByText('it is sent here, compared and not kept').waitFor();
  await page.setInputFiles('[name=file]', pdf(Buffer.from('%PDF-1.4')));
  await press(page, 'Verify');
  await page.getByText('This is not a signed contract of ours').waitFor();
  expect(page.url()).not.toContain('sha256');
});

it('the Verify button asks for a file first', async () => {
  const page = await browser.newPage();
  await open(page, server, '/verify');
  await press(page, 'Verify');
  await page.getByText('Please choose the PDF first.').waitFor();
  await expectAccessible(page);
});

it('a contract that was changed while it was read is not signed; the reader is led back to the new text', async () => {
  const tenant = await activeTenant(server);
  const contract = await sentContract(server, tenant);
  const page = await browser.newPage(PHONE);
  await signIn(page, server, tenant.email, `/app/contracts/${contract.contractId}/sign`);
  await fill(page, { typed_name: 'Amina Khan' });
  await replaceVersion(contract.contractId);
  await press(page, 'Sign');
  await page.getByRole('alert').getByText('The text has changed').waitFor();
  await expectAccessible(page);
  expect(await server.prisma.contractSignature.count({ where: { contractId: contract.contractId } })).toBe(0);
  await fill(page, { typed_name: 'Amina Khan' });
  await press(page, 'Sign');
  await page.waitForURL('**/signed');
});

it('anybody can use the pages of contracts and billing, at a desk by day and at a phone in the dark', async () => {
  const tenant = await activeTenant(server, { accountName: 'W'.repeat(120) });
  const open1 = await sentContract(server, tenant, { ...TRAINING, title: 'Long_title_'.repeat(20) });
  const billed = await billedContract(server, tenant, {
    ...TRAINING,
    startDate: '2026-02-01',
    discountPercent: '12.5',
  });
  await issueDuePeriods(systemContext(server));
  const declined = await sentContract(server, tenant, TRAINING);
  await declineVersion(tenant.ctx, { versionId: declined.versionId, reason: 'Not_like_this_'.repeat(30) });
  await replaceVersion(billed.contractId);
  const invoice = await server.prisma.invoice.findFirstOrThrow({
    where: { accountId: tenant.accountId, billingPeriodId: { not: null } },
  });
  const page = await browser.newPage();
  await signIn(page, server, tenant.email);
  for (const path of [
    '/app',
    '/app/contracts',
    `/app/contracts/${open1.contractId}`,
    `/app/contracts/${open1.contractId}/sign`,
    `/app/contracts/${billed.contractId}`,
    `/app/contracts/${billed.contractId}/versions/2`,
    `/app/contracts/${declined.contractId}`,
    '/app/billing',
    `/app/invoices/${invoice.id}`,
    '/verify',
    `/verify?sha256=${'a'.repeat(64)}`,
  ]) {
    await open(page, server, path);
    await expectAccessibleEverywhere(page);
    expect([path, await page.locator('h1').count()]).toEqual([path, 1]);
  }
});
