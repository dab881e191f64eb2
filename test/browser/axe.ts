import { readFileSync } from 'node:fs';
import path from 'node:path';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { projectFolder } from '../../src/project-folder.js';
import { DESKTOP, PHONE } from '../support/browser.js';

/** Without its comments: every page reads it anew. */
const AXE = readFileSync(path.join(projectFolder, 'node_modules/axe-core/axe.min.js'), 'utf8');
const SERIOUS = new Set(['serious', 'critical']);
/** What axe-core never calls serious: asking costs a seventh of the time. */
const MILD =
  'aria-allowed-role aria-deprecated-role empty-heading empty-table-header focus-order-semantics heading-order image-redundant-alt landmark-banner-is-top-level landmark-contentinfo-is-top-level landmark-main-is-top-level landmark-no-duplicate-banner landmark-no-duplicate-contentinfo landmark-no-duplicate-main landmark-one-main landmark-unique meta-viewport-large page-has-heading-one presentation-role-conflict region scope-attr-valid skip-link table-duplicate-name';
const WANTED: axe.RunOptions = {
  resultTypes: ['violations'],
  rules: Object.fromEntries(MILD.split(' ').map((rule) => [rule, { enabled: false }])),
};

/**
 * The page at a desk by day and at a phone in the dark, without asking the server again: both widths and both sets of
 * colours are seen whole; what only the width shows and hides is coloured by the same rules.
 */
export async function expectAccessibleEverywhere(page: Page): Promise<void> {
  await look(page, DESKTOP, 'light');
  await expectAccessible(page);
  await expectFitsWidth(page);
  await look(page, PHONE, 'dark');
  await expectAccessible(page);
  await expectFitsWidth(page);
}

async function look(page: Page, { viewport }: typeof DESKTOP, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  // What listens to the change has painted after two frames; colours that fade are taken at their end.
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const animation of document.getAnimations()) {
      if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
    }
  });
}

/** What axe-core calls serious or worse, one line each; the page must have none. */
export async function expectAccessible(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const violations = await page.evaluate(async (wanted) => {
    const checker = Reflect.get(window, 'axe') as { run(options: axe.RunOptions): Promise<axe.AxeResults> };
    return (await checker.run(wanted)).violations;
  }, WANTED);
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
