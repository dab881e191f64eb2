import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { drawn, goTo } from '../browser/staff/steps.js';

export interface Watch {
  /** Whether the text was to be read there. */
  (where: string): Promise<boolean>;
  /** On how many pages it was. */
  seen(): number;
}

/** Looks, on every page it is asked about, for a script that ran, an element that was planted, and a policy that had to step in. */
export async function watched(page: Page): Promise<Watch> {
  let seen = 0;
  const violations: string[] = [];
  await page.exposeFunction('tellOfViolation', (told: string) => violations.push(told));
  await page.addInitScript(() => {
    const tellOfViolation = Reflect.get(window, 'tellOfViolation') as (told: string) => void;
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      tellOfViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  const watch = async (where: string) => {
    const { read, ...harm } = await page.evaluate(look);
    if (read) seen += 1;
    expect([where, harm, violations]).toEqual([where, { ran: false, elements: 0, frames: 0, lost: false }, []]);
    return read;
  };
  return Object.assign(watch, { seen: () => seen });
}

/** In the browser. */
function look() {
  const frames = [...document.querySelectorAll('iframe')];
  const windows = [window, ...frames.flatMap(({ contentWindow }) => contentWindow ?? [])];
  const words = document.querySelector('main')?.textContent ?? '';
  return {
    ran: windows.some((each) => 'planted' in each),
    // A mail is kept as the HTML that was sent, and shown in a frame that runs nothing; here it holds the text raw.
    elements: document.querySelectorAll('[data-planted], a[href^="javascript:"]').length,
    frames: frames.filter(({ sandbox }) => sandbox.length === 0 || sandbox.contains('allow-scripts')).length,
    lost: words.includes('There is nothing here'),
    read: words.includes('data-planted'),
  };
}

/** To the dialog or the page of an action, until it says what the server answered. */
export async function walkToAction(page: Page, address: string, query = ''): Promise<void> {
  await previewed(page, address, () => goTo(page, `/admin${address}${query}`));
}

/** A dialog may still show the answer to an earlier question: it is the one whose title the server told. */
export async function previewed(page: Page, address: string, ask: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === `/admin/api${address}`);
  await ask();
  const { preview } = (await (await answer).json()) as { preview: { title: string } };
  await page.waitForFunction(
    (title) => [...document.querySelectorAll('main h1, main h2')].some(({ textContent }) => textContent === title),
    preview.title,
  );
  await drawn(page);
}
