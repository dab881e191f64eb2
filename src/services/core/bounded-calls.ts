interface Bounds {
  /** How many may be under way at the same moment. */
  atOnce: number;
  /** How long a caller waits, for a place and for the end of the call together. */
  patienceMs: number;
}

export interface BoundedCalls {
  /** A call that takes longer by its nature is given so many times the patience. */
  run<T>(call: () => Promise<T>, times?: number): Promise<T>;
  /** Those that were given up and have not ended are among them. */
  readonly underWay: number;
}

/**
 * Calls to what may hang. One that is given up keeps its place until it really ends, because that long it holds a thread;
 * one that was still waiting for a place is let go with all it carries, which no library that counts calls does.
 */
export function boundedCalls({ atOnce, patienceMs }: Bounds): BoundedCalls {
  let underWay = 0;
  const waiting = new Set<() => void>();
  const startNext = () => {
    const [start] = waiting;
    if (start === undefined || underWay === atOnce) return;
    waiting.delete(start);
    underWay += 1;
    start();
  };
  return {
    get underWay() {
      return underWay;
    },
    run: (call, times = 1) =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(() => {
          waiting.delete(start);
          reject(new Error(`not done within ${patienceMs * times} ms`));
        }, patienceMs * times);
        const start = () => {
          const ended = call().then(resolve, reject);
          void ended.finally(() => {
            clearTimeout(giveUp);
            underWay -= 1;
            startNext();
          });
        };
        waiting.add(start);
        startNext();
      }),
  };
}
