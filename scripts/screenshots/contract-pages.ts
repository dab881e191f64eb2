import type { Page } from 'playwright-core';
import { drawPdf } from '../../test/support/pdf.js';
import { TENANTS } from '../demo/logins.js';
import { enterOffice } from './back-office-pages.js';
import { type Camera, DARK, DESK, PHONE } from './camera.js';
import { signedIn } from './tenant-pages.js';

const CONTRACTS = '/admin/resources/Contract';

interface Contract {
  id: number;
  /** Its account's owner. */
  email: string;
}

/** From the contract that is written to the PDF of its invoice, in the eyes of staff and of the account's people. */
export async function photographContracts(camera: Camera): Promise<void> {
  const office = await camera.open();
  await office.goto('/admin/login');
  await enterOffice(office, 'finance@staff.example');
  const running = await findContract(office, 'active', 'oldest');
  await photographEditor(camera, office, (await findContract(office, 'draft', 'newest')).id);
  await office.goto(`${CONTRACTS}/records/${running.id}/show`);
  await camera.take(office, 'contract');
  await photographEnabling(camera, office);
  await photographReading(camera, running);
  await photographPeople(camera);
  await photographSigning(camera, await findContract(office, 'sent', 'newest'));
  await office.context().close();
}

async function photographEditor(camera: Camera, office: Page, id: number): Promise<void> {
  await office.goto(`${CONTRACTS}/records/${id}/show`);
  await office.getByRole('link', { name: 'Edit draft' }).click();
  await office.getByRole('region', { name: 'Contract, scrollable' }).waitFor();
  await camera.take(office, 'contract-editor');
}

/** The look at what will be invoiced; nothing is decided. */
async function photographEnabling(camera: Camera, office: Page): Promise<void> {
  await office.goto(`${CONTRACTS}?filters.status=signed`);
  const boxes = office.locator('tbody input[type=checkbox]');
  await boxes.first().waitFor();
  for (const box of (await boxes.all()).slice(0, 4)) await box.check();
  const selection = office.getByRole('region', { name: 'Selection' });
  await selection.getByRole('button', { name: 'Enable billing' }).click();
  const dialog = office.getByRole('dialog');
  const schedules = dialog.getByRole('list', { name: 'Invoices to come' });
  await schedules.locator('summary').first().click();
  await schedules.scrollIntoViewIfNeeded();
  await camera.take(office, 'enable-billing');
  await office.keyboard.press('Escape');
}

async function photographReading(camera: Camera, { id, email }: Contract): Promise<void> {
  const page = await signedIn(camera, email, DESK);
  await page.goto('/app/billing');
  await camera.take(page, 'billing', true);
  await page.goto(`/app/contracts/${id}`);
  const contractPdf = await download(page);
  await page.goto('/app/billing#invoices');
  await page.locator('#invoices a[href*="/app/invoices/"]').first().click();
  await page.waitForURL('**/app/invoices/*');
  const invoicePdf = await download(page);
  await photographVerifying(camera, contractPdf);
  await photographPdf(camera, 'invoice-pdf', invoicePdf, (pages) => pages[0]);
  await photographPdf(camera, 'contract-pdf', contractPdf, (pages) => pages.at(-1));
  await page.context().close();
  for (const [name, look] of [
    ['phone', PHONE],
    ['phone-dark', { ...PHONE, ...DARK }],
  ] as const) {
    const phone = await signedIn(camera, email, look);
    await phone.goto(`/app/contracts/${id}`);
    await camera.take(phone, `contract-${name}`);
    await phone.goto('/app/billing');
    await camera.take(phone, `billing-${name}`);
    await phone.context().close();
  }
}

async function photographPeople(camera: Camera): Promise<void> {
  const page = await signedIn(camera, TENANTS.active.email, DESK);
  await invite(page, 'harriet@lakeside.example', /^Admin/);
  await invite(page, 'accounts@lakeside.example', /^Billing/);
  await page.goto('/app/people');
  await camera.take(page, 'people', true);
  await page.context().close();
}

async function invite(page: Page, email: string, role: RegExp): Promise<void> {
  await page.goto('/app/people/invite');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('radio', { name: role }).check();
  await page.getByRole('checkbox', { name: /^Sign contracts/ }).check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  await page.waitForURL('**/app/people#invitations');
}

async function photographSigning(camera: Camera, { id, email }: Contract): Promise<void> {
  const phone = await signedIn(camera, email, PHONE);
  await phone.goto(`/app/contracts/${id}/sign`);
  await camera.take(phone, 'sign-phone');
  await phone.locator('#sign').scrollIntoViewIfNeeded();
  await phone.evaluate(() => document.querySelector('#sign')?.scrollIntoView());
  await camera.take(phone, 'signature-phone');
  await phone.context().close();
}

async function photographVerifying(camera: Camera, buffer: Buffer): Promise<void> {
  const visitor = await camera.open();
  await visitor.goto('/verify');
  await visitor.setInputFiles('[name=file]', { name: 'contract.pdf', mimeType: 'application/pdf', buffer });
  await visitor.waitForURL('**/verify?sha256=*');
  await camera.take(visitor, 'verify');
  await visitor.context().close();
}

async function photographPdf(
  camera: Camera,
  name: string,
  file: Buffer,
  choose: (pages: Buffer[]) => Buffer | undefined,
): Promise<void> {
  const page = await camera.open();
  const picture = choose(await drawPdf(page, file, 1_000));
  if (picture === undefined) throw new Error(`${name} has no page`);
  await camera.keep(name, picture);
  await page.context().close();
}

async function download(page: Page): Promise<Buffer> {
  const href = await page.getByRole('link', { name: 'Download PDF' }).first().getAttribute('href');
  const answer = await page.request.get(href ?? '');
  if (!answer.ok()) throw new Error(`${href} answered ${answer.status()}`);
  return answer.body();
}

/** The oldest have most to show; the newest are those on which nobody outside has acted. */
async function findContract(office: Page, status: string, age: 'oldest' | 'newest'): Promise<Contract> {
  const ask = async (path: string) => (await office.request.get(`/admin/api/resources/${path}`)).json();
  const order = `sortBy=createdAt&direction=${age === 'oldest' ? 'asc' : 'desc'}`;
  const { records } = await ask(`Contract/actions/list?filters.status=${status}&${order}`);
  const [found] = records;
  if (found === undefined) throw new Error(`no contract of the demo is ${status}`);
  const { record } = await ask(`Account/records/${found.params.account}/show`);
  return { id: Number(found.id), email: String(record.params.email) };
}
