const BATCH = 5_000;

/** Deletes by small statements, so that sweeping a large table holds no lock for long. Answers how many rows went. */
export async function deleteInBatches(deleteSome: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (let deleted = BATCH; deleted === BATCH; total += deleted) deleted = await deleteSome(BATCH);
  return total;
}
