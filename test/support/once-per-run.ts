interface Held {
  users: number;
  opened: Promise<unknown>;
}

// Each project of a run loads its setup files anew; only this is the same for all.
const shared = globalThis as typeof globalThis & { countersignOncePerRun?: Map<string, Held> };

/** Opened by the first project of a run that asks, closed when the last one of them leaves. */
export async function oncePerRun<T>(
  name: string,
  open: () => Promise<T>,
  close: (opened: T) => Promise<void>,
): Promise<{ opened: T; leave(): Promise<void> }> {
  shared.countersignOncePerRun ??= new Map();
  const all = shared.countersignOncePerRun;
  const held = all.get(name) ?? { users: 0, opened: open() };
  all.set(name, held);
  held.users += 1;
  const opened = (await held.opened) as T;
  return {
    opened,
    async leave() {
      held.users -= 1;
      if (held.users > 0) return;
      all.delete(name);
      await close(opened);
    },
  };
}
