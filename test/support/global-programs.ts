import type { TestProject } from 'vitest/node';
import { compileSources } from '../../scripts/chaos/programs.js';
import { oncePerRun } from './once-per-run.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the compiled sources, for tests that start whole programs. */
    programs: string;
  }
}

/** Compiled once for all projects of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { opened, leave } = await oncePerRun('programs', compileSources, (programs) => programs.remove());
  project.provide('programs', opened.folder);
  return leave;
}
