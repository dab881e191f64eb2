import type { BrowserContextOptions, Page } from 'playwright-core';
import { DEMO_PASSWORD, SUPERADMIN } from '../demo/logins.js';
import { type Camera, DARK, DESK, PHONE } from './camera.js';

const WAITING = '/admin/resources/Payment?filters.status=pending_approval';

/** What staff see; the decisions come last. */
export async function photographBackOffice(camera: Camera): Promise<void> {
  const page = await camera.open();
  await page.goto('/admin/login');
  await camera.take(page, 'back-office-login');
  await enterOffice(page, 'finance@staff.example');
  await camera.take(page, 'dashboard');
  const suspicious = await findSuspicious(page);
  await page.goto(`/admin/resources/Payment/records/${suspicious.paymentId}/show`);
  await camera.take(page, 'payment-review');
  await page.goto(`/admin/resources/Account/records/${suspicious.accountId}/show`);
  await camera.take(page, 'account', true);
  await photographSettings(camera);
  await photographVariants(camera, suspicious.paymentId);
  await photographBulkApproval(camera, page);
}

async function photographSettings(camera: Camera): Promise<void> {
  const page = await camera.open();
  await page.goto('/admin/login');
  await enterOffice(page, SUPERADMIN);
  await page.goto('/admin/resources/PaymentMethodConfig');
  await page.getByRole('link', { name: 'Germany' }).first().click();
  await page.waitForURL('**/show');
  await page.goto(page.url().replace(/show$/, 'edit'));
  await camera.take(page, 'payment-method-editor', true);
  await page.goto('/admin/resources/Mail?filters.kind=payment-approved');
  await page.locator('tbody tr a').first().click();
  await page.waitForURL('**/show');
  await camera.take(page, 'mail');
  await page.context().close();
}

async function photographVariants(camera: Camera, paymentId: number): Promise<void> {
  const variants: [string, BrowserContextOptions][] = [
    ['dark', { ...DESK, ...DARK }],
    ['phone', PHONE],
  ];
  for (const [name, options] of variants) {
    const page = await camera.open(options);
    await page.goto('/admin/login');
    await enterOffice(page, 'finance@staff.example');
    await camera.take(page, `dashboard-${name}`);
    await page.goto(`/admin/resources/Payment/records/${paymentId}/show`);
    await camera.take(page, `payment-review-${name}`);
    await page.context().close();
  }
}

/** Selects eight, then all; a colleague decides one of them meanwhile, so the report has something to explain. */
async function photographBulkApproval(camera: Camera, page: Page): Promise<void> {
  await page.goto(WAITING);
  const boxes = page.locator('tbody input[type=checkbox]');
  await boxes.first().waitFor();
  for (let row = 0; row < 8; row += 1) await boxes.nth(row).check();
  await page.mouse.wheel(0, -5_000);
  await camera.take(page, 'pending-payments');
  await page.getByRole('button', { name: /^Select all/ }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  const approve = page.getByRole('button', { name: /^Approve \d+ payments$/ });
  await approve.waitFor();
  await camera.take(page, 'approve-dialog');
  await decideMeanwhile(camera);
  await approve.click();
  await page.getByRole('button', { name: 'Done' }).waitFor();
  await camera.take(page, 'bulk-report');
}

async function decideMeanwhile(camera: Camera): Promise<void> {
  const colleague = await camera.open();
  await colleague.goto('/admin/login');
  await enterOffice(colleague, SUPERADMIN);
  await colleague.goto(WAITING);
  await colleague.locator('tbody input[type=checkbox]').nth(2).check();
  await colleague.getByRole('button', { name: 'Approve', exact: true }).click();
  await colleague.getByRole('button', { name: /^Approve (1|the|this)?.*payment/ }).click();
  await colleague.getByRole('button', { name: 'Done' }).waitFor();
  await colleague.context().close();
}

export async function enterOffice(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL(/\/admin\/?$/);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

interface Suspicious {
  paymentId: number;
  accountId: number;
}

/** A waiting payment whose slip was seen with another account; rather a picture than a PDF. */
async function findSuspicious(page: Page): Promise<Suspicious> {
  const ask = async (path: string) => (await page.request.get(`/admin/api/resources/Payment/${path}`)).json();
  const { records } = await ask('actions/list?filters.status=pending_approval&perPage=100');
  let second: Suspicious | null = null;
  for (const { id } of records) {
    const { evidence } = await ask(`records/${id}/show`);
    const found = { paymentId: Number(id), accountId: Number(evidence.account.id) };
    const isPicture = evidence.proof?.mediaType.startsWith('image/') === true;
    if (evidence.sameSlip.length > 0 && isPicture) return found;
    if (evidence.sameReference.length > 0 && isPicture) second = found;
  }
  if (second === null) throw new Error('nothing in the demo was handed in twice');
  return second;
}
