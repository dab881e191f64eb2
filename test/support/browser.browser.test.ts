import { expect, it } from 'vitest';
import { PHONE, useBrowser } from './browser.js';

const browser = useBrowser();

it('a browser from the npm registry shows pages at desktop and phone width', async () => {
  for (const options of [undefined, PHONE]) {
    const page = await browser.newPage(options);
    await page.setContent('<meta name="viewport" content="width=device-width"><h1>Hello</h1>');
    expect(await page.textContent('h1')).toBe('Hello');
    expect(await page.evaluate(() => window.innerWidth)).toBe(options?.viewport.width ?? 1280);
  }
});
