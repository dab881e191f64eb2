import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { projectFolder } from '../../src/project-folder.js';

const FOLDER = path.join(projectFolder, 'docs/screenshots');
const LARGEST_BYTES = 250_000;
const COLOURS = [256, 128, 64];

export const DESK = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 } satisfies BrowserContextOptions;
export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;
export const DARK = { colorScheme: 'dark' } satisfies BrowserContextOptions;

export interface Camera {
  /** A page in a profile of its own: nobody is signed in. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** What the window shows, or the whole page, as docs/screenshots/<name>.png. */
  take(page: Page, name: string, whole?: boolean): Promise<void>;
  /** A picture that was taken elsewhere. */
  keep(name: string, picture: Buffer): Promise<void>;
}

export async function cameraIn(browser: Browser, baseUrl: string): Promise<Camera> {
  await mkdir(FOLDER, { recursive: true });
  return {
    async open(options = DESK) {
      const settings = { baseURL: baseUrl, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' } as const;
      const context = await browser.newContext({ ...settings, ...options });
      context.setDefaultTimeout(30_000);
      return context.newPage();
    },
    async take(page, name, whole = false) {
      await page.mouse.move(0, 0);
      await settled(page);
      const window = page.viewportSize();
      if (whole) await fitWindow(page);
      await keep(name, await page.screenshot({ caret: 'hide', animations: 'disabled' }));
      if (whole && window !== null) await page.setViewportSize(window);
    },
    keep,
  };
}

async function keep(name: string, taken: Buffer): Promise<void> {
  const picture = await smallPicture(taken);
  await writeFile(path.join(FOLDER, `${name}.png`), picture);
  console.log(`  ${`${name}.png`.padEnd(34)} ${String(Math.round(picture.length / 1_000)).padStart(4)} kB`);
}

/** Everything loaded, fonts too. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(250);
}

/** As high as the page: what is drawn only in view is drawn then, too. */
async function fitWindow(page: Page): Promise<void> {
  const size = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (size !== null) await page.setViewportSize({ width: size.width, height });
  await page.waitForTimeout(400);
}

/** A palette with as many colours as the size allows. */
async function smallPicture(picture: Buffer): Promise<Buffer> {
  for (const colours of COLOURS) {
    const small = await sharp(picture).png({ palette: true, colours, effort: 8, compressionLevel: 9 }).toBuffer();
    if (small.length < LARGEST_BYTES) return small;
  }
  throw new Error('a screenshot is too large for the README');
}
