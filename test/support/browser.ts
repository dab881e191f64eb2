import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from './chromium.js';

export const DESKTOP = { viewport: { width: 1280, height: 800 } } satisfies BrowserContextOptions;
export const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;

export interface TestBrowser {
  /** A page in a profile of its own: nobody is signed in. Closed after the test. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
}

/** One browser for the whole file; ready from beforeAll on. */
export function useBrowser(): TestBrowser {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
  });
  afterAll(() => browser?.close());
  return {
    async newPage(options = DESKTOP) {
      if (browser === null) throw new Error('the browser is ready from beforeAll on');
      const context = await browser.newContext(options);
      context.setDefaultTimeout(60_000);
      return context.newPage();
    },
  };
}
