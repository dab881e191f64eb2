const MINUTE_MS = 60_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;

/** Ten attempts over about a day. */
export const MAX_ATTEMPTS = 10;

/** 1, 3, 9 … minutes, at most six hours; up to a fifth more or less, so that a crowd of mails does not come back at once. */
export function backOffMs(attempts: number, random = Math.random()): number {
  const exact = Math.min(MINUTE_MS * 3 ** (attempts - 1), LONGEST_MS);
  return Math.min(Math.round(exact * (0.8 + 0.4 * random)), LONGEST_MS);
}

/** How long all mail waits after the server has failed so many times in a row: 15 seconds, doubled, at most five minutes. */
export function pauseMs(failures: number): number {
  return Math.min(15_000 * 2 ** (failures - 1), 5 * MINUTE_MS);
}
