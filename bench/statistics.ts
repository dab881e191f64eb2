/** Middle, quartiles and the like of measured rounds. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

export async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Ratios formed inside a round, so that a machine that speeds up or slows down cancels out. */
export function ratios(values: number[], base: number[]): number[] {
  return values.map((value, round) => value / (base[round] ?? value));
}

/** "214 ms", "3.2 ms" or "2.41 s". */
export function ms(value: number): string {
  if (value >= 1_000) return `${(value / 1_000).toFixed(2)} s`;
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** The middle nine tenths of the rounds, as "207–216 ms". */
export function spread(values: number[]): string {
  return `${ms(quantile(values, 0.1))} – ${ms(quantile(values, 0.9))}`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}

/** Median of the first and of the last quarter of what was seen: flat means the same. */
export function firstAndLast(samples: number[]): { first: number; last: number } {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  return { first: median(samples.slice(0, quarter)), last: median(samples.slice(-quarter)) };
}

export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
