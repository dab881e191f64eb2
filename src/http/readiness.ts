import { setTimeout as sleep } from 'node:timers/promises';

/** A balancer may ask from many places at once, and a stranger may flood the address. */
const REMEMBERED_MS = 500;
/** Slower than this is not ready: balancers wait no longer either. */
const PATIENCE_MS = 3_000;

/**
 * Whether the process may be given work. However many ask, the database is asked by one at a time, and its answer serves
 * for half a second; that we are leaving is told at once.
 */
export function readiness(isLeaving: () => boolean, ask: () => Promise<boolean>): () => Promise<boolean> {
  let asking: Promise<boolean> | null = null;
  let known = { answer: false, until: 0 };
  const askOnce = () => {
    asking ??= inTime(ask).then((answer) => {
      known = { answer, until: performance.now() + REMEMBERED_MS };
      asking = null;
      return answer;
    });
    return asking;
  };
  return async () => {
    if (isLeaving()) return false;
    const answer = performance.now() < known.until ? known.answer : await askOnce();
    return answer && !isLeaving();
  };
}

async function inTime(ask: () => Promise<boolean>): Promise<boolean> {
  const giveUp = new AbortController();
  try {
    return await Promise.race([ask(), sleep(PATIENCE_MS, false, { signal: giveUp.signal })]);
  } catch {
    return false;
  } finally {
    giveUp.abort();
  }
}
