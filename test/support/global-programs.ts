import type { TestProject } from 'vitest/node';
import { compileSources, type Programs } from '../../scripts/chaos/programs.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the compiled sources, for tests that start whole programs. */
    programs: string;
  }
}

const shared = globalThis as typeof globalThis & {
  countersignPrograms?: { users: number; programs: Promise<Programs> };
};

/** Compiled once for all projects of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.countersignPrograms ??= { users: 0, programs: compileSources() };
  const held = shared.countersignPrograms;
  held.users += 1;
  const programs = await held.programs;
  project.provide('programs', programs.folder);
  return async () => {
    held.users -= 1;
    if (held.users > 0) return;
    delete shared.countersignPrograms;
    await programs.remove();
  };
}
