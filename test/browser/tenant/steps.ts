import type { Page } from 'playwright-core';
import { PASSWORD } from '../../support/factories.js';
import type { TestServer } from '../../support/http.js';

/** A small real PNG. */
export const SLIP = {
  name: 'slip.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

export async function open(page: Page, server: TestServer, path: string): Promise<void> {
  await page.goto(new URL(path, server.baseUrl).href);
}

export async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
}

/** Presses a button of the page's own content, not of its header. */
export async function press(page: Page, name: string): Promise<void> {
  await page.locator('main').getByRole('button', { name, exact: true }).click();
}

export async function signIn(page: Page, server: TestServer, email: string, path = '/app'): Promise<void> {
  await open(page, server, `/login?next=${encodeURIComponent(path)}`);
  await fill(page, { email, password: PASSWORD });
  await press(page, 'Sign in');
  await page.waitForURL(`**${path}`);
}

/** The sentence beside a field, found the way a screen reader finds it. */
export async function errorAt(page: Page, name: string): Promise<string> {
  const field = page.locator(`[name="${name}"]`).first();
  if ((await field.getAttribute('aria-invalid')) !== 'true') return '';
  const ids = (await field.getAttribute('aria-describedby')) ?? '';
  const id = ids.split(' ').find((each) => each.endsWith('-error')) ?? '';
  return wordsOf((await page.locator(`#${id}`).textContent()) ?? '').replace(/^Error: /, '');
}

export async function mainText(page: Page): Promise<string> {
  return wordsOf((await page.locator('main').textContent()) ?? '');
}

function wordsOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
