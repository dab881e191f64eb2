import { describe, expect, it } from 'vitest';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { PASSWORD } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { errorAt, fill, mainText, open, press } from './steps.js';

const server = useServer();
const browser = useBrowser();
const NO_SCRIPT = { ...DESKTOP, javaScriptEnabled: false };

let people = 0;
function person(): Record<string, string> {
  people += 1;
  const email = `person-${people}@company.example`;
  return { full_name: 'Amina Qureshi', email, password: PASSWORD, password_confirm: PASSWORD };
}

describe.each([
  ['a desk', DESKTOP],
  ['a phone', PHONE],
])('at %s', (_width, screen) => {
  it('a visitor starts the free trial and is signed in with its credits', async () => {
    const page = await browser.newPage(screen);
    await open(page, server, '/signup');
    expect(await page.locator('h1').textContent()).toBe('Start Your Free Trial');
    expect(await mainText(page)).toContain('No credit card required. 2,000 AI credits');
    expect(await page.locator('[name=plan_slug], [name=plan]').count(), 'no list of plans').toBe(0);
    await fill(page, person());
    await press(page, 'Start Free Trial');
    await page.waitForURL('**/app');
    expect(await mainText(page)).toMatch(/2,000\s+credits/);
    expect(await mainText(page)).toContain('14 days left of your trial');
  });

  it('a paid plan asks for the billing address and offers the methods of the country', async () => {
    const page = await browser.newPage(screen);
    await open(page, server, '/signup?plan=starter');
    await fill(page, { ...person(), account_name: 'Lahore Textiles', billing_city: 'Lahore' });
    await page.selectOption('[name=billing_country]', 'PK');
    await page.getByText('JazzCash / Easypaisa').click();
    await press(page, 'Create account');
    await page.waitForURL('**/app');
    const text = await mainText(page);
    expect(text).toContain('Payment pending');
    expect(text).toContain('Your Starter plan waits for its payment');
    expect(text).toContain('Example data, do not pay');
    expect(text).toContain('29.00 USD');
    expect(await page.locator('.pay-method[open]').textContent()).toContain('03001234567');
  });
});

it('a country with other methods keeps the choice only where it is offered', async () => {
  const page = await browser.newPage();
  await open(page, server, '/signup?plan=starter');
  await page.selectOption('[name=billing_country]', 'KE');
  await page.getByText('M-Pesa', { exact: true }).click();
  await page.selectOption('[name=billing_country]', 'DE');
  await page.getByText('SEPA-Überweisung').waitFor();
  expect(await page.getByText('M-Pesa', { exact: true }).count()).toBe(0);
  expect(await page.locator('[name=payment_method]:checked').getAttribute('value')).toBe('bank_transfer');
});

it('without a script a button shows the methods of the country, and what was typed stays', async () => {
  const page = await browser.newPage(NO_SCRIPT);
  await open(page, server, '/signup?plan=growth');
  const typed = person();
  await fill(page, { ...typed, billing_address_line1: 'Moi Avenue 1' });
  await page.selectOption('[name=billing_country]', 'KE');
  await press(page, 'Show the methods for this country');
  expect(await page.inputValue('[name=email]')).toBe(typed.email);
  expect(await page.inputValue('[name=password]'), 'not even the password').toBe(PASSWORD);
  expect(await page.inputValue('[name=billing_address_line1]')).toBe('Moi Avenue 1');
  await page.getByText('M-Pesa', { exact: true }).click();
  await press(page, 'Create account');
  await page.waitForURL('**/app');
  expect(await mainText(page)).toContain('99.00 USD');
});

it('pressing Enter in a field opens the account instead of asking for the methods', async () => {
  const page = await browser.newPage(NO_SCRIPT);
  await open(page, server, '/signup?plan=starter');
  await fill(page, person());
  await page.selectOption('[name=billing_country]', 'GB');
  await page.press('[name=billing_city]', 'Enter');
  await page.waitForURL('**/app');
});

it('every error stands at its field and in the list above it, and what was typed stays', async () => {
  const page = await browser.newPage();
  await open(page, server, '/signup?plan=starter');
  await fill(page, { full_name: '<script>alert(1)</script> مرحبا 👋', email: 'not an address', password: 'short' });
  await press(page, 'Create account');
  await page.locator('.error-summary').waitFor();
  expect(await page.title()).toMatch(/^Error: /);
  expect(await errorAt(page, 'email')).toContain('e-mail address');
  expect(await errorAt(page, 'password')).toContain('at least 8 characters');
  expect(await errorAt(page, 'billing_country')).toContain('country');
  expect(await page.inputValue('[name=full_name]')).toBe('<script>alert(1)</script> مرحبا 👋');
  expect(await page.inputValue('[name=email]')).toBe('not an address');
  await page.locator('.error-summary a').first().click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('email');
});

it('a taken e-mail address is said at its field', async () => {
  const taken = person();
  const first = await browser.newPage();
  await open(first, server, '/signup');
  await fill(first, taken);
  await press(first, 'Start Free Trial');
  await first.waitForURL('**/app');
  const second = await browser.newPage();
  await open(second, server, '/signup');
  await fill(second, { ...taken, password: 'another password', password_confirm: 'another password' });
  await press(second, 'Start Free Trial');
  await second.locator('.error-summary').waitFor();
  expect(await errorAt(second, 'email')).toBe('Email already registered');
});

it('a plan that is not on offer is answered by a page that says so', async () => {
  const page = await browser.newPage();
  await open(page, server, '/signup?plan=%3Cb%3Egold');
  expect(await page.locator('h1').textContent()).toBe('This plan is not on offer');
  expect(await mainText(page)).toContain('<b>gold');
});

it('an applicant for a plan with approval is told to wait, and so is their login', async () => {
  const page = await browser.newPage();
  const applicant = person();
  await open(page, server, '/signup?plan=managed-trial');
  await fill(page, applicant);
  await press(page, 'Send application');
  await page.waitForURL('**/pending-approval');
  const text = await mainText(page);
  expect(text).toContain('Account Created - Awaiting Approval');
  expect(text).toContain('pending review by our team');
  expect(text).toContain("You'll receive an email once your account is activated.");
  await open(page, server, '/login');
  await fill(page, { email: applicant.email ?? '', password: PASSWORD });
  await press(page, 'Sign in');
  await page.getByText('Your account is waiting for approval').waitFor();
});
