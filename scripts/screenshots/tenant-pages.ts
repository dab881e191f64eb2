import type { BrowserContextOptions, Page } from 'playwright-core';
import { DEMO_PASSWORD, TENANTS } from '../demo/logins.js';
import { type Camera, DARK, DESK, PHONE } from './camera.js';

/** What visitors and tenants see. */
export async function photographTenantPages(camera: Camera): Promise<void> {
  const visitor = await camera.open();
  await visitor.goto('/');
  await camera.take(visitor, 'home');
  await visitor.goto('/signup');
  await camera.take(visitor, 'signup-trial');
  await visitor.goto('/signup?plan=starter');
  await visitor.getByLabel('Your name').fill('Zainab Qureshi');
  await visitor.getByLabel('Company').fill('Margalla Foods (Pvt) Ltd');
  await visitor.getByLabel('E-mail address').fill('zainab@margalla-foods.example');
  await visitor.getByLabel('Country').selectOption('PK');
  await camera.take(visitor, 'signup-starter', true);
  await visitor.context().close();
  await photographApp(camera);
  await photographVariants(camera);
}

async function photographApp(camera: Camera): Promise<void> {
  const customer = await signedIn(camera, TENANTS.active.email, DESK);
  await camera.take(customer, 'app-active');
  await customer.context().close();
  const owing = await signedIn(camera, TENANTS.unpaid.email, DESK);
  await camera.take(owing, 'app-to-pay', true);
  await openConfirmation(owing);
  await camera.take(owing, 'confirm-payment', true);
  await owing.context().close();
}

/** The same on a phone and in the dark. */
async function photographVariants(camera: Camera): Promise<void> {
  const dark = await signedIn(camera, TENANTS.unpaid.email, { ...DESK, ...DARK });
  await camera.take(dark, 'app-to-pay-dark', true);
  await dark.context().close();
  const darkHome = await camera.open({ ...DESK, ...DARK });
  await darkHome.goto('/');
  await camera.take(darkHome, 'home-dark');
  await darkHome.context().close();
  const phone = await signedIn(camera, TENANTS.unpaid.email, PHONE);
  await camera.take(phone, 'app-to-pay-phone');
  await openConfirmation(phone);
  await camera.take(phone, 'confirm-payment-phone');
  await phone.context().close();
  const phoneHome = await camera.open({ ...PHONE, ...DARK });
  await phoneHome.goto('/');
  await camera.take(phoneHome, 'home-phone-dark');
  await phoneHome.context().close();
}

export async function signedIn(camera: Camera, email: string, options: BrowserContextOptions): Promise<Page> {
  const page = await camera.open(options);
  await page.goto('/login');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/app');
  return page;
}

async function openConfirmation(page: Page): Promise<void> {
  await page.goto('/app');
  await page.locator('a[href$="/confirm"]').first().click();
  await page.waitForURL('**/confirm');
}
