import type { Page } from 'playwright-core';
import { STAFF_PASSWORD } from '../../admin/office.js';
import type { TestServer } from '../../support/http.js';

const QUIET_MS = 80;

/** A colleague at the door of the back-office. */
export async function enter(page: Page, server: TestServer, email: string): Promise<void> {
  await page.goto(`${server.baseUrl}/admin`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(STAFF_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
}

export async function visit(page: Page, server: TestServer, path: string): Promise<void> {
  const quiet = quietOf(page);
  await page.goto(`${server.baseUrl}${path}`);
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  await quiet();
}

/** Within the back-office, as a press on a link leads there: without loading it anew. */
export async function walkTo(page: Page, path: string): Promise<void> {
  const quiet = quietOf(page);
  await goTo(page, path);
  await drawn(page);
  await quiet();
}

export function goTo(page: Page, path: string): Promise<void> {
  return page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Until the page shows what it asked the server for. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames += 1) await new Promise((next) => requestAnimationFrame(next));
  });
  await page.waitForFunction(() => document.querySelector('main .cs-skeleton, main [aria-busy="true"]') === null);
}

/** Resolves when the page has had nothing under way for a moment: sooner than Playwright's half a second. */
function quietOf(page: Page): () => Promise<void> {
  const underWay = new Set<unknown>();
  let changedAt = Date.now();
  const began = (request: unknown) => {
    underWay.add(request);
    changedAt = Date.now();
  };
  const ended = (request: unknown) => {
    underWay.delete(request);
    changedAt = Date.now();
  };
  page.on('request', began).on('requestfinished', ended).on('requestfailed', ended);
  return async () => {
    while (underWay.size > 0 || Date.now() - changedAt < QUIET_MS) await page.waitForTimeout(QUIET_MS / 4);
    page.off('request', began).off('requestfinished', ended).off('requestfailed', ended);
  };
}

/** Everything that went wrong in the page's own scripts, or was refused by its policy. */
export function troubleOf(page: Page): string[] {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (400|401|404|409)/.test(message.text())) trouble.push(message.text());
  });
  return trouble;
}
