import type { BenchInstallation } from './bench-installation.js';

/** One chapter of docs/bench.md, measured and renewed by itself: `npm run bench -- lists`. */
export interface Part {
  name: string;
  title: string;
  measure(at: Places, wishes: Wishes): Promise<Measured>;
}

/** The installations that parts share, each filled when it is first asked for. */
export interface Places {
  /** With ten thousand payments. */
  small(): Promise<BenchInstallation>;
  /** With a million, or as many as --payments says. */
  large(): Promise<BenchInstallation>;
}

export interface Wishes {
  payments: number;
  /** What takes too long for every day. */
  long: boolean;
  rounds: number;
  mixedSeconds: number;
}

export interface Measured {
  /** Tables and what they mean. */
  text: string;
  aims: Aim[];
}

export interface Aim {
  says: string;
  figure: number;
  /** Met when the figure is not above it. */
  limit: number;
  unit: string;
}

export function isMet({ figure, limit }: Aim): boolean {
  return figure <= limit;
}
