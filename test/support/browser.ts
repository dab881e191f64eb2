import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, beforeAll } from 'vitest';
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

let launched: Promise<Browser> | null = null;

/** One browser for all files of a worker, with which it ends. */
export function useBrowser(): TestBrowser {
  let browser: Browser | null = null;
  beforeAll(async () => {
    launched ??= launchBrowser();
    browser = await launched;
  });
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
  });
  return {
    async newPage(options = DESKTOP) {
      if (browser === null) throw new Error('the browser is ready from beforeAll on');
      const context = await browser.newContext(options);
      context.setDefaultTimeout(60_000);
      return context.newPage();
    },
  };
}
