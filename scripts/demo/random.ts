/** Chance that is the same in every demo: a small seeded generator (mulberry32). */
export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** '#' becomes a digit, '@' a capital letter, '*' either. */
  fill(pattern: string): string;
}

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

export function seededRandom(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    const [first] = list.slice(int(0, list.length - 1));
    if (first === undefined) throw new Error('nothing to pick from');
    return first;
  };
  const character = (place: string) => {
    if (place === '#') return pick([...DIGITS]);
    if (place === '@') return pick([...LETTERS]);
    return place === '*' ? pick([...DIGITS, ...LETTERS]) : place;
  };
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    fill: (pattern) => [...pattern].map(character).join(''),
  };
}
