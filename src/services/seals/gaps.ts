/**
 * Ids that were given out and not seen when a higher one was sealed: rolled back, or of a transaction that had not ended.
 * Since when (in seconds), and before which transaction number it must have begun.
 */
export type Gap = [first: number, last: number, since: number, horizon: string];

/** Between taking an id and writing, a transaction has no number yet; ours end within a minute. */
const SETTLED_AFTER_SECONDS = 120;
/** A restored database counts its transactions anew. */
const FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60;

/** The gaps among rising ids that begin after `lastId`. */
export function gapsAmong(ids: readonly number[], lastId: number): [first: number, last: number][] {
  const gaps: [number, number][] = [];
  let before = lastId;
  for (const id of ids) {
    if (id > before + 1) gaps.push([before + 1, id - 1]);
    before = id;
  }
  return gaps;
}

/** What remains open of the gaps after rows turned up in them and older transactions ended. */
export function stillOpen(gaps: readonly Gap[], found: readonly number[], now: number, oldestRunning: bigint): Gap[] {
  return gaps
    .filter(([, , since, horizon]) => {
      const age = now - since;
      return age < SETTLED_AFTER_SECONDS || (age < FORGOTTEN_AFTER_SECONDS && oldestRunning < BigInt(horizon));
    })
    .flatMap(([first, last, since, horizon]) => {
      const inside = found.filter((id) => id >= first && id <= last);
      return gapsAmong([...inside, last + 1], first - 1).map(([from, to]): Gap => [from, to, since, horizon]);
    });
}
