import { expect, it } from 'vitest';
import { rejectPayments } from '../../../src/services/payments/reject-payments.js';
import { useBrowser } from '../../support/browser.js';
import { activeTenant, signUpAndConfirm, signUpForPlan, signUpTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessibleEverywhere } from '../axe.js';
import { open, press, signIn } from './steps.js';

const server = useServer();
const browser = useBrowser();

const PUBLIC_PAGES = [
  '/',
  '/signup',
  '/signup?plan=starter',
  '/signup?plan=managed-trial',
  '/signup?plan=unknown',
  '/pending-approval',
  '/login',
  '/forgot-password',
  '/forgot-password/sent',
  '/reset-password?token=x',
  '/reset-password',
  '/verify-email?token=x',
  '/verify-email/done',
  '/no-such-page',
];

it('anybody can use the pages for visitors, at a desk by day and at a phone in the dark', async () => {
  const page = await browser.newPage();
  for (const path of PUBLIC_PAGES) {
    await open(page, server, path);
    await expectAccessibleEverywhere(page);
  }
});

it('anybody can use a form that came back with errors, at a desk by day and at a phone in the dark', async () => {
  const page = await browser.newPage();
  await open(page, server, '/signup?plan=starter');
  await press(page, 'Create account');
  await page.locator('.error-summary').waitFor();
  await expectAccessibleEverywhere(page);
});

it('anybody can use the pages of an account in each of its states, at a desk by day and at a phone in the dark', async () => {
  const waiting = await signUpForPlan(server, { billing: { country: 'PK' }, accountName: 'A'.repeat(200) });
  const inReview = await signUpAndConfirm(server, {}, { manualReference: 'W'.repeat(200) });
  const rejected = await signUpAndConfirm(server);
  await rejectPayments(await staff(server, 'finance'), {
    paymentIds: [rejected.paymentId],
    reason: 'Not_found_'.repeat(40),
  });
  const visits: [string, string[]][] = [
    [(await signUpTenant(server)).email, ['/app', '/app/plan', '/app/credits']],
    [waiting.email, ['/app', `/app/invoices/${waiting.invoice.id}`, `/app/invoices/${waiting.invoice.id}/confirm`]],
    [inReview.email, ['/app', `/app/invoices/${inReview.invoice.id}`]],
    [rejected.email, ['/app', `/app/invoices/${rejected.invoice.id}`]],
    [(await activeTenant(server)).email, ['/app', '/app/plan', '/app/credits']],
  ];
  for (const [email, paths] of visits) {
    const page = await browser.newPage();
    await signIn(page, server, email);
    for (const path of paths) {
      await open(page, server, path);
      await expectAccessibleEverywhere(page);
    }
  }
});

it('the keyboard reaches the content past the header, and each page says in one heading what it is', async () => {
  const page = await browser.newPage();
  for (const path of ['/', '/signup', '/login']) {
    await open(page, server, path);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => location.hash)).toBe('#main');
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  }
});
