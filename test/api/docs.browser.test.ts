import { expect, test } from 'vitest';
import { expectAccessible, expectFitsWidth } from '../browser/axe.js';
import { DESKTOP, PHONE, useBrowser } from '../support/browser.js';
import { useServer } from '../support/http.js';

const server = useServer();
const browser = useBrowser();

test.each([
  ['at a desk', DESKTOP],
  ['at a phone, in the dark', { ...PHONE, colorScheme: 'dark' as const }],
])('%s anybody can read the documentation of the API', async (_where, screen) => {
  const page = await browser.newPage(screen);
  await page.goto(`${server.baseUrl}/api/docs`);
  for (const details of await page.locator('details').all()) await details.locator('summary').click();
  await expectAccessible(page);
  await expectFitsWidth(page);
  expect(await page.locator('h1').count()).toBe(1);
});

test('it needs no script and asks no other host', async () => {
  const page = await browser.newPage({ ...DESKTOP, javaScriptEnabled: false });
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.baseUrl)) foreign.push(request.url());
  });
  await page.goto(`${server.baseUrl}/api/docs`);
  await page.getByRole('link', { name: 'Say that an invoice was paid by transfer' }).click();
  expect(new URL(page.url()).hash).toBe('#confirmPayment');
  expect(await page.getByText('/api/v1/billing/payments/confirm', { exact: true }).isVisible()).toBe(true);
  expect(foreign).toEqual([]);
});
