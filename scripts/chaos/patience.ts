import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is yes; says what was waited for when it never is. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  patienceMs = 30_000,
): Promise<number> {
  const started = Date.now();
  while (!(await isSo())) {
    if (Date.now() - started > patienceMs) throw new Error(`${what} did not happen within ${patienceMs / 1000} s`);
    await sleep(20);
  }
  return Date.now() - started;
}
