import { expect, it } from 'vitest';
import { hire } from '../../admin/office.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { signedContract, signNext } from '../../support/contract-factories.js';
import { signUpTenant } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessible, expectFitsWidth } from '../axe.js';
import { enter, troubleOf, visit } from './steps.js';

const server = useServer();
const browser = useBrowser();

const SCREENS = [
  ['at a desk', DESKTOP],
  ['at a phone', PHONE],
] as const;

it.each(SCREENS)('%s staff write a contract beside its preview, send it and countersign it', async (where, screen) => {
  const tenant = await signUpTenant(server, { accountName: `Margalla Foods ${where}` });
  const finance = await hire(server, 'finance', { fullName: `Farah Siddiqui ${where}` });
  const page = await browser.newPage(screen);
  const trouble = troubleOf(page);
  await enter(page, server, finance.email);
  await visit(page, server, `/admin/resources/Account/records/${tenant.accountId}/show`);
  await page.getByRole('link', { name: 'New contract' }).click();
  await page.getByRole('heading', { name: 'New contract' }).waitFor();
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await preview.getByText('Please give the contract a title.').waitFor();
  await page.getByLabel('Title').fill('Training of developers');
  await page.getByLabel('Text in Markdown').fill('# Training\n\nOf {{subject}}, over {{total}}.');
  await page.getByLabel('Subject').fill('Rust');
  await page.getByLabel('First day').fill('2027-01-31');
  await page.getByLabel('Last day').fill('2027-12-31');
  await page.getByLabel('Discount').fill('10');
  await page.getByRole('button', { name: 'Add line item' }).click();
  await page.getByRole('combobox', { name: 'Item 2' }).selectOption('custom');
  const second = page.getByRole('region', { name: 'Item 2' });
  await second.getByLabel('Description').fill('Rooms');
  await second.getByLabel('Amount').fill('100.00');
  await preview.getByText('Of Rust, over 4,590.00 USD.').waitFor();
  await preview.getByText('1,590.00').waitFor();
  await expectAccessible(page);
  await expectFitsWidth(page);
  await page.keyboard.press('Control+s');
  await page.getByText('nobody outside sees it until it is sent').waitFor();
  await page.getByRole('heading', { level: 1, name: /^CTR-/ }).waitFor();
  await page.getByRole('button', { name: 'Send for signature' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 invoices, 4,590.00 USD').waitFor();
  await dialog.getByRole('button', { name: 'Send for signature' }).click();
  await page.getByText('It waits for the signature of Amina Khan.').waitFor();
  const version = await server.prisma.contractVersion.findFirstOrThrow({ where: { accountId: tenant.accountId } });
  await signNext(server, version.id);
  await visit(page, server, '/admin');
  await page.getByRole('link', { name: /Contracts to countersign/ }).click();
  await page.getByRole('link', { name: /^CTR-/ }).first().click();
  await page.getByText('It waits for your countersignature.').waitFor();
  await page.getByRole('link', { name: 'Countersign', exact: true }).click();
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await page.getByText('Please agree before you sign.').waitFor();
  expect(await page.getByRole('checkbox').evaluate((box) => box === document.activeElement)).toBe(true);
  await page.getByRole('checkbox').check();
  await page.getByLabel('Your full name').fill(finance.fullName);
  await expectAccessible(page);
  await expectFitsWidth(page);
  await page.getByRole('button', { name: 'Sign', exact: true }).dblclick();
  await page.getByText('Signed by everybody. Nothing is invoiced until billing is enabled.').waitFor();
  expect(await server.prisma.contractVersion.findUniqueOrThrow({ where: { id: version.id } })).toMatchObject({
    status: 'signed',
  });
  await expectAccessible(page);
  await expectFitsWidth(page);
  expect(trouble).toEqual([]);
});

it('billing of three contracts is enabled in one go, after a look at what each is invoiced when', async () => {
  const tenant = await signUpTenant(server, { accountName: 'Three at once' });
  const contracts = [
    await signedContract(server, tenant),
    await signedContract(server, tenant),
    await signedContract(server, tenant),
  ];
  const page = await browser.newPage(DESKTOP);
  const trouble = troubleOf(page);
  await enter(page, server, (await hire(server, 'finance')).email);
  await visit(page, server, '/admin/resources/Contract?search=Three+at+once');
  for (const { number } of contracts) await page.getByRole('checkbox', { name: `Select ${number}` }).check();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Enable billing' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('540.00 USD').waitFor();
  await expectAccessible(page);
  await dialog.getByLabel('How often').selectOption('quarterly');
  await dialog.getByText('2 invoices, 180.00 USD').first().waitFor();
  await dialog.locator('summary', { hasText: contracts[0]?.number ?? '' }).click();
  await dialog
    .getByText(/Apr 1\s–\sJun 30, 2026/)
    .first()
    .waitFor();
  await dialog.getByLabel('Staff release each invoice').check();
  await dialog.getByText('Each invoice below waits until staff release it.').waitFor();
  await dialog.getByRole('button', { name: 'Enable billing of 3 contracts' }).dblclick();
  await dialog.getByText('3 contracts enabled.').waitFor();
  await dialog.getByRole('link', { name: 'Full report' }).click();
  await page.getByRole('heading', { name: 'Bulk enable billing' }).waitFor();
  for (const { contractId } of contracts)
    expect(await server.prisma.billingPeriod.count({ where: { contractId, needsRelease: true } })).toBe(2);
  expect(trouble).toEqual([]);
});

it('what was written and not saved is not lost without a question, and a stale draft is not overwritten', async () => {
  const tenant = await signUpTenant(server);
  const page = await browser.newPage(DESKTOP);
  await enter(page, server, (await hire(server, 'superadmin')).email);
  await visit(page, server, `/admin/resources/Contract/actions/newContract?account_id=${tenant.accountId}`);
  await page.getByLabel('Title').fill('Half written');
  const questions: string[] = [];
  page.once('dialog', async (question) => {
    questions.push(question.message());
    await question.dismiss();
  });
  await page.getByRole('link', { name: 'Payments', exact: true }).click();
  expect(questions).toEqual(['Leave this page? What you changed is not saved.']);
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByRole('heading', { level: 1, name: /^CTR-/ }).waitFor();
  await page.getByRole('link', { name: 'Edit draft' }).click();
  await page.getByLabel('Title').fill('By me');
  await server.prisma.contractVersion.updateMany({
    where: { accountId: tenant.accountId },
    data: { version: { increment: 1 } },
  });
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('Somebody else has changed this draft since you opened it.').waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('By me');
});
