import { expect, it } from 'vitest';
import { useBrowser } from '../../support/browser.js';
import { PASSWORD, signUpForPlan, signUpTenant } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { fill, mainText, open, press, signIn } from './steps.js';

const server = useServer();
const browser = useBrowser();

it('a session that ends in the middle of a form gives back what was typed, after signing in again', async () => {
  const tenant = await signUpForPlan(server);
  const page = await browser.newPage();
  const path = `/app/invoices/${tenant.invoice.id}/confirm`;
  await signIn(page, server, tenant.email, path);
  await fill(page, { manual_reference: 'BT-typed-before', manual_notes: 'two\nlines' });
  await page.context().clearCookies();
  await press(page, 'Submit confirmation');
  await page.waitForURL('**/login?next=*');
  expect(await mainText(page)).toContain('Your session had ended');
  await fill(page, { email: tenant.email, password: PASSWORD });
  await press(page, 'Sign in');
  await page.waitForURL(`**${path}`);
  expect(await page.inputValue('[name=manual_reference]')).toBe('BT-typed-before');
  expect(await page.inputValue('[name=manual_notes]')).toBe('two\nlines');
  expect(await server.prisma.payment.count({ where: { accountId: tenant.accountId } })).toBe(0);
});

it('what one person typed is never shown to another who signs in at the same browser', async () => {
  const tenant = await signUpForPlan(server);
  const stranger = await signUpForPlan(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email, '/app/plan');
  await fill(page, { billing_address_line1: 'A secret address' });
  await page.selectOption('[name=billing_country]', 'DE');
  await page.getByText('SEPA-Überweisung').waitFor();
  await page.context().clearCookies();
  await press(page, 'Choose this plan');
  await page.waitForURL('**/login?next=*');
  await fill(page, { email: stranger.email, password: PASSWORD });
  await press(page, 'Sign in');
  await page.waitForURL('**/app/plan');
  expect(await page.inputValue('[name=billing_address_line1]')).toBe('');
});

it('signing out ends the session, also for the way back', async () => {
  const tenant = await signUpTenant(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email);
  await page.locator('.menu summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/login');
  await open(page, server, '/app');
  expect(page.url()).toContain('/login?next=%2Fapp');
});

it('a forgotten password is set anew by the mailed link, once', async () => {
  const tenant = await signUpTenant(server);
  const page = await browser.newPage();
  await open(page, server, '/forgot-password');
  await fill(page, { email: tenant.email });
  await press(page, 'Send the link');
  await page.getByText('Look into your mailbox').waitFor();
  const link = await mailedLink('password-reset', tenant.accountId);
  await open(page, server, link);
  await fill(page, { password: 'a brand new one', password_confirm: 'a brand new one' });
  await press(page, 'Set the password');
  await page.waitForURL('**/login');
  await fill(page, { email: tenant.email, password: 'a brand new one' });
  await press(page, 'Sign in');
  await page.waitForURL('**/app');
  await open(page, server, link);
  await page.getByText('This link no longer works').waitFor();
});

it('opening the verification link uses nothing up; its button verifies the address', async () => {
  const tenant = await signUpTenant(server);
  const page = await browser.newPage();
  const link = await mailedLink('verify-email', tenant.accountId);
  await open(page, server, link);
  await open(page, server, link);
  await press(page, 'Confirm this address');
  await page.getByText('Your address is confirmed').waitFor();
  await signIn(page, server, tenant.email);
  expect(await mainText(page)).not.toContain('Please confirm your e-mail address');
});

it('the verification link can be sent again from the account', async () => {
  const tenant = await signUpTenant(server);
  const page = await browser.newPage();
  await signIn(page, server, tenant.email);
  await press(page, 'Send it again');
  await page.getByText(`We sent a new link to ${tenant.email}.`).waitFor();
  expect(await server.prisma.mail.count({ where: { accountId: tenant.accountId, kind: 'verify-email' } })).toBe(2);
});

async function mailedLink(kind: string, accountId: number): Promise<string> {
  const mail = await server.prisma.mail.findFirstOrThrow({ where: { kind, accountId }, orderBy: { id: 'desc' } });
  return server.installation.secrets.open(mail.secret ?? '');
}
