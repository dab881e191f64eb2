import type { TestProject } from 'vitest/node';
import { compileSources } from '../../scripts/chaos/programs.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the compiled sources, for tests that start whole programs. */
    programs: string;
  }
}

/** Compiled once for a whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = await compileSources();
  project.provide('programs', programs.folder);
  return () => programs.remove();
}
