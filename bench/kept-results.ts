import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { projectFolder } from '../src/project-folder.js';
import type { Measured } from './part.js';

/** Figures of each part as they were last measured, so that one part can be renewed alone. */
export type KeptResults = Record<string, KeptPart>;

export interface KeptPart extends Measured {
  title: string;
  measuredAt: string;
  seconds: number;
  machine: string;
  /** Processes that wanted a core just before: above the number of cores something else was at work. */
  loadBefore: number;
}

const FILE = path.join(projectFolder, 'docs/bench.json');

async function readResults(): Promise<KeptResults> {
  const text = await readFile(FILE, 'utf8').catch(() => '{}');
  return JSON.parse(text) as KeptResults;
}

export async function keepResult(name: string, part: KeptPart): Promise<KeptResults> {
  const results = { ...(await readResults()), [name]: part };
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`);
  return results;
}

/** What could not be measured now must not stand there with the figures of another day. */
export async function forgetResult(name: string): Promise<KeptResults> {
  const { [name]: _, ...results } = await readResults();
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`);
  return results;
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
}

export function loadNow(): number {
  return loadavg()[0] ?? 0;
}
