interface Bounds {
  /** How many may be under way at the same moment. */
  atOnce: number;
  /** How long a caller waits, for a place and for the end of the call together. */
  patienceMs: number;
}

/** A call that takes longer by its nature is given so many times the patience. */
export type BoundedCalls = <T>(call: () => Promise<T>, times?: number) => Promise<T>;

/**
 * Calls to what may hang. One that is given up keeps its place until it really ends, because that long it holds a thread;
 * one that was still waiting for a place is let go with all it carries, which no library that counts calls does.
 */
export function boundedCalls({ atOnce, patienceMs }: Bounds): BoundedCalls {
  let free = atOnce;
  const waiting = new Set<() => void>();
  const startNext = () => {
    const [start] = waiting;
    if (start === undefined || free === 0) return;
    waiting.delete(start);
    free -= 1;
    start();
  };
  return (call, times = 1) =>
    new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        waiting.delete(start);
        reject(new Error(`not done within ${patienceMs * times} ms`));
      }, patienceMs * times);
      const start = () => {
        const ended = call().then(resolve, reject);
        void ended.finally(() => {
          clearTimeout(giveUp);
          free += 1;
          startNext();
        });
      };
      waiting.add(start);
      startNext();
    });
}
