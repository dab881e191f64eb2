import type { MissedCondition } from './condition.js';
import { READING_CONDITIONS } from './reading-conditions.js';
import { WRITING_CONDITIONS } from './writing-conditions.js';

/** Those that are taken out. That none is forgotten, here or among the sparing ones, a structure test asks. */
export const CONDITIONS: MissedCondition[] = [...WRITING_CONDITIONS, ...READING_CONDITIONS];
