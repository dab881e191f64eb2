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

/** One for all files of a worker, with which it ends. */
let chromium: Browser | null = null;

export function useBrowser(): TestBrowser {
  beforeAll(async () => {
    if (chromium === null || !chromium.isConnected()) chromium = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(chromium?.contexts().map((context) => context.close()) ?? []);
  });
  return {
    async newPage(options = DESKTOP) {
      if (chromium === null) throw new Error('the browser is ready from beforeAll on');
      const context = await chromium.newContext(options);
      context.setDefaultTimeout(60_000);
      return context.newPage();
    },
  };
}
