// Shared by both doors: src/admin and src/api may not import each other.
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 100;

/**
 * For work whose time would tell whether somebody exists. It is over on a beat that began with it, well after the longer of
 * both ways: looking in vain and writing a mail take the same time for whoever waits.
 */
export async function onTheBeat<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } finally {
    await sleep(BEAT_MS - ((performance.now() - began) % BEAT_MS));
  }
}
