type Happening = (at: Date) => Promise<void> | void;

interface Watch {
  signal?: AbortSignal | undefined;
  /** Hears each month of the history as it begins. */
  onMonth?: ((month: Date) => void) | undefined;
}

/** What happens when: everything in the order of its time, one after the other, so that ids rise with time. */
export interface Agenda {
  /** Something that would happen after the demo's present is left out. */
  at(time: Date, happens: Happening): void;
  run(watch?: Watch): Promise<void>;
}

interface Entry {
  time: number;
  order: number;
  happens: Happening;
}

export function agendaUntil(present: Date): Agenda {
  const waiting: Entry[] = [];
  let added = 0;
  let clock = 0;
  return {
    at(time, happens) {
      if (time > present) return;
      added += 1;
      insert(waiting, { time: Math.max(time.getTime(), clock), order: added, happens });
    },
    async run({ signal, onMonth } = {}) {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        signal?.throwIfAborted();
        const at = new Date(next.time);
        if (clock === 0 || at.getUTCMonth() !== new Date(clock).getUTCMonth()) onMonth?.(at);
        clock = next.time;
        await next.happens(at);
      }
    },
  };
}

/** Kept in falling order, so that the next one stands at the end. */
function insert(waiting: Entry[], entry: Entry): void {
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = waiting[middle];
    if (other !== undefined && isLater(other, entry)) low = middle + 1;
    else high = middle;
  }
  waiting.splice(low, 0, entry);
}

function isLater(one: Entry, other: Entry): boolean {
  return one.time === other.time ? one.order > other.order : one.time > other.time;
}
