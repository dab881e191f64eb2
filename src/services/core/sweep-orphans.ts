import { addMinutes } from './calendar.js';
import type { Context } from './context.js';
import type { FileStorage } from './storage.js';

const BATCH = 500;

/** Removes files that no row names although they are older than an hour: their transaction never committed. */
export async function sweepOrphans(
  ctx: Context,
  storage: FileStorage,
  namedByRows: (keys: string[]) => Promise<(string | null)[]>,
): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  const sweep = async () => {
    const named = new Set(await namedByRows(batch));
    const orphans = batch.filter((key) => !named.has(key));
    for (const key of orphans) await storage.remove(key);
    removed += orphans.length;
    batch = [];
  };
  for await (const key of storage.keysOlderThan(addMinutes(ctx.clock.now(), -60))) {
    batch.push(key);
    if (batch.length === BATCH) await sweep();
  }
  if (batch.length > 0) await sweep();
  return removed;
}
