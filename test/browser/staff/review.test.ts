import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { hire } from '../../admin/office.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { signUpAndConfirm } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessible } from '../axe.js';
import { enter, troubleOf, visit } from './steps.js';

const server = useServer();
const browser = useBrowser();

const SCREENS = [
  ['at a desk', DESKTOP],
  ['at a phone', PHONE],
] as const;

const imageSlip = () =>
  sharp({ create: { width: 400, height: 600, channels: 3, background: '#eee' } })
    .png()
    .toBuffer();

async function pdfSlip(): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (const line of ['Transfer advice', 'Page two']) document.addPage([300, 400]).drawText(line, { x: 40, y: 340 });
  return Buffer.from(await document.save());
}

it.each(SCREENS)(
  '%s a reviewer selects pending payments, approves them in one go and reads what became of each',
  async (_where, screen) => {
    const tenants = [await signUpAndConfirm(server), await signUpAndConfirm(server), await signUpAndConfirm(server)];
    const finance = await hire(server, 'finance');
    const page = await browser.newPage(screen);
    const trouble = troubleOf(page);
    await enter(page, server, finance.email);
    await page.getByRole('link', { name: /Payments to review/ }).click();
    for (const { invoice } of tenants)
      await page
        .getByRole('row', { name: new RegExp(invoice.number) })
        .getByRole('checkbox')
        .check();
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Approve' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('87.00 USD').waitFor();
    await expectAccessible(page);
    // Two clicks of an impatient hand are one decision.
    await dialog.getByRole('button', { name: 'Approve 3 payments' }).dblclick();
    await dialog.getByText('3 payments approved.').waitFor();
    await dialog.getByRole('link', { name: 'Full report' }).click();
    await page.getByRole('heading', { name: 'Approve payments' }).waitFor();
    await expectAccessible(page);
    for (const { paymentId, accountId } of tenants) {
      expect((await server.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).status).toBe('succeeded');
      expect((await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).status).toBe('active');
    }
    expect(await server.prisma.bulkRun.count({ where: { staffUserId: finance.id } })).toBe(1);
    expect(trouble).toEqual([]);
  },
);

it.each(SCREENS)('%s a reviewer rejects with a reason, which is asked for at its field', async (_where, screen) => {
  const { paymentId } = await signUpAndConfirm(server, {}, { proof: { bytes: await imageSlip(), name: 'slip.png' } });
  const finance = await hire(server, 'finance');
  const page = await browser.newPage(screen);
  const trouble = troubleOf(page);
  await enter(page, server, finance.email);
  await visit(page, server, `/admin/resources/Payment/records/${paymentId}/show`);
  const slip = page.getByRole('img', { name: 'Slip slip.png' });
  await slip.waitFor();
  await expect.poll(() => slip.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400);
  await page.getByRole('button', { name: 'Reject', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Reject payment' }).click();
  await dialog.getByText('Please give a reason of at least 3 characters.').waitFor();
  expect(await dialog.getByLabel('Reason').evaluate((field) => field === document.activeElement)).toBe(true);
  await dialog.getByLabel('Reason').fill('The amount never arrived.');
  await dialog.getByRole('button', { name: 'Reject payment' }).click();
  await page.getByText('The payment is rejected and the tenant is told why.').waitFor();
  await dialog.waitFor({ state: 'detached' });
  expect(await server.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).toMatchObject({
    status: 'failed',
    rejectionReason: 'The amount never arrived.',
  });
  expect(trouble).toEqual([]);
});

it('the pages of a PDF slip are drawn beside the invoice, and a slip seen before is flagged', async () => {
  const proof = { bytes: await pdfSlip(), name: 'advice.pdf' };
  await signUpAndConfirm(server, {}, { proof, manualReference: 'TX 99' });
  const { paymentId } = await signUpAndConfirm(server, {}, { proof, manualReference: 'tx-99' });
  const page = await browser.newPage(DESKTOP);
  const trouble = troubleOf(page);
  await enter(page, server, (await hire(server, 'auditor')).email);
  await visit(page, server, `/admin/resources/Payment/records/${paymentId}/show`);
  await page.getByRole('img', { name: 'Slip, page 2' }).waitFor();
  await page.getByText('The very same file was uploaded before').waitFor();
  await page.getByText('This reference was seen before').waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await expectAccessible(page);
  expect(trouble).toEqual([]);
});

it('the whole review goes by keyboard: search, walk, select, open, close', async () => {
  const { paymentId } = await signUpAndConfirm(server, { accountName: 'Keyboard Co' });
  const page = await browser.newPage(DESKTOP);
  await enter(page, server, (await hire(server, 'finance')).email);
  await visit(page, server, '/admin/resources/Payment');
  await page.keyboard.press('/');
  await page.keyboard.type('keyboard co');
  await page.waitForURL(/search=keyboard/);
  await page.getByText('1 entry').waitFor();
  await page.locator('#list-search').blur();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('1 selected').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/records/${paymentId}/show`));
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('29.00 USD').waitFor();
  for (let press = 0; press < 8; press += 1) {
    await page.keyboard.press('Tab');
    // Back to the browser's own controls at most, never to the page behind.
    expect(
      await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
      ),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect((await server.prisma.payment.findUniqueOrThrow({ where: { id: paymentId } })).status).toBe('pending_approval');
});
