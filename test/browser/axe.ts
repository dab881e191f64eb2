import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const SERIOUS = new Set(['serious', 'critical']);

/** What axe-core calls serious or worse, one line each; the page must have none. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const checker = Reflect.get(window, 'axe') as { run(): Promise<axe.AxeResults> };
    return (await checker.run()).violations;
  });
  const serious = violations
    .filter(({ impact }) => SERIOUS.has(impact ?? ''))
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(serious, page.url()).toEqual([]);
}

/** Nothing sticks out sideways, so that a phone needs no sideways scrolling. */
export async function expectFitsWidth(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, `${page.url()} is wider than the screen`).toBe(0);
}
